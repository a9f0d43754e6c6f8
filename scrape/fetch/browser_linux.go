package fetch

import (
	"fmt"
	"os/exec"
	"syscall"

	"github.com/chromedp/chromedp"
)

// browserBounds starts the browser in a shell that bounds the memory that each of its processes may take for data: the
// bound that its own scripts' heap has (js-flags) leaves out buffers and the page itself. The kernel ends the browser
// when this program ends.
func browserBounds() []chromedp.ExecAllocatorOption {
	return []chromedp.ExecAllocatorOption{chromedp.ModifyCmdFunc(func(cmd *exec.Cmd) {
		cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		sh, err := exec.LookPath("sh")
		if err != nil {
			return // a machine with a browser and no shell
		}
		limit := fmt.Sprintf(`ulimit -d %d; exec "$@"`, showMemory>>10) // in kB
		cmd.Args = append([]string{"sh", "-c", limit, "sh", cmd.Path}, cmd.Args[1:]...)
		cmd.Path = sh
	})}
}
