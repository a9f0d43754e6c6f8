// Package date reads dates and times as people and machines write them: in the words of some thirty languages, in
// digits of any script, in the Gregorian, Persian, Buddhist, Minguo and Japanese calendars, relative ("2 hours ago") or
// without a year.
//
// It does not decide which of a page's dates is the day of publication: package page does. Read date.go first;
// token.go cuts a text, digits.go and months.go have the forms of a date in digits and with a month's name, clock.go
// has the times of day and zones, words.go the names of months and days.
package date
