package fetch

import "context"

// acceptImage is the formats that package picture reads.
const acceptImage = "image/jpeg, image/png, image/webp, image/gif;q=0.8"

// Image gets a picture of at most so many bytes as politely as a page. The error is a *Failure, unless ctx ended.
func (f *Client) Image(ctx context.Context, rawURL, language string, most int64) ([]byte, error) {
	u, err := ParseURL(rawURL)
	if err != nil {
		return nil, err
	}
	page, err := f.Get(ctx, Request{URL: u, Accept: acceptImage, Language: language, most: most})
	return page.Body, err
}
