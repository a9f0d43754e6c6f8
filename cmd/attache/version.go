package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// versionText is the program's version: the linker's, else the build information's, else "dev".
func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Version of the program", Args: arguments(0, 0),
		RunE: func(*cobra.Command, []string) error {
			if a.json {
				return a.printJSON(map[string]string{
					"version": versionText(), "go": runtime.Version(),
					"system": runtime.GOOS + "/" + runtime.GOARCH,
				})
			}
			a.say("attache %s (%s, %s/%s)", versionText(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return nil
		},
	}
}
