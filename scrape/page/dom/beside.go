package dom

// SigBeside are the signals of elements whose dates are no article's: those of comments, of other pieces, of menus,
// footers and captions. Words as "right" and "more" that a page's frame may carry too are left out.
const SigBeside = SigComment | SigRelated | sigNav | sigFooter | sigCaption

// SigFrame are those of SigBeside that a line between the title and the text may carry, too.
const SigFrame = sigNav | sigFooter
