package main

import (
	"github.com/spf13/cobra"

	"attache/config"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema settings|desk",
		Short: "JSON Schema of attache.yaml, or of a desk document",
		Long: "Editors check and complete YAML by it: write the schema to a file, and name it in the first line " +
			"of the document:\n  # yaml-language-server: $schema=desk.schema.json",
		ValidArgs: []string{"settings", "desk"},
		Args:      arguments(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			schema, ok := config.Schema(args[0])
			if !ok {
				return &usageError{
					message: "There is a schema of settings and one of desk.",
					hint:    "attache schema settings",
				}
			}
			_, err := a.whole().Write(schema)
			return err
		},
	}
}
