package dataset

import "flag"

// Flag adds the flag -data to a command, and its older name -kits; both set the folder that it returns.
func Flag(fs *flag.FlagSet) (dir *string) {
	dir = new(string)
	const usage = "folder of the datasets; the scorers and the replay server lie beside it"
	fs.StringVar(dir, "data", "../shared/kits", usage)
	fs.StringVar(dir, "kits", "../shared/kits", "another name for -data")
	return dir
}
