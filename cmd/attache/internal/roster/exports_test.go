package roster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attache/news"
)

// mailerExport is a file as a mailer writes it, and what an import makes of it: address → state.
type mailerExport struct {
	mailer, file, doc string
	want              map[string]news.SubscriberState
	note              string // for docs/imports.md
}

// mailerExports are written by us in the shapes of the mailers' exports. docs/imports.md is made from them.
var mailerExports = []mailerExport{
	{"listmonk", "subscribers.csv", `uuid,email,name,attributes,status,created_at,updated_at
x,a@example.org,Dana,"{""city"": ""Almaty""}",enabled,2024-01-02,2024-01-02
x,b@example.org,Dana,{},blocklisted,2024-01-02,2024-01-02
x,c@example.org,Dana,{},disabled,2024-01-02,2024-01-02
`, states("a active b unsubscribed c unsubscribed"), ""},
	{"listmonk, with subscriptions", "list.csv", `email,name,status,subscription_status
a@example.org,A,enabled,confirmed
b@example.org,B,enabled,unconfirmed
c@example.org,C,enabled,unsubscribed
d@example.org,D,blocklisted,confirmed
`, states("a active b pending c unsubscribed d unsubscribed"), ""},
	{"Mailchimp", "audience.csv", `Email Address,First Name,Last Name,Status
a@example.org,D,S,Subscribed
b@example.org,D,S,Unsubscribed
c@example.org,D,S,Cleaned
d@example.org,D,S,Non-Subscribed
`, states("a active b unsubscribed c bounced d unsubscribed"), ""},
	{"Mailchimp, contacts of a shop", "contacts.csv", `Email,Email Marketing Status,Tags
a@example.org,Subscribed,vip
b@example.org,Unsubscribed,
c@example.org,Non-subscribed,
d@example.org,Cleaned,
`, states("a active b unsubscribed c unsubscribed d bounced"), ""},
	{"Mailchimp, subscribed", "subscribed_members_export_1a2b.csv", `"Email Address","First Name","Last Name",` +
		`MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LAST_CHANGED,LEID,EUID,NOTES,TAGS
a@example.org,Ann,Lee,2,"2024-01-02 10:00:00","2024-01-02 10:00:00","2024-01-02 10:00:00",1,x,,
`, states("a active"), ""},
	{"Mailchimp, unsubscribed", "unsubscribed_members_export_1a2b.csv", `"Email Address","First Name",` +
		`MEMBER_RATING,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON
a@example.org,Ann,2,"2024-01-02 10:00:00","June",NORMAL
b@example.org,Bob,2,,,
`, states("a unsubscribed b unsubscribed"), "by the file's name too"},
	{"Mailchimp, cleaned", "cleaned_members_export_1a2b.csv", `"Email Address",` +
		`MEMBER_RATING,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE
a@example.org,2,"2024-01-02 10:00:00",June
`, states("a bounced"), "by the file's name too"},
	{"Mailchimp, non-subscribed", "nonsubscribed_email_audience_export_1a2b.csv", `Email Address,First Name
a@example.org,Ann
`, states("a unsubscribed"), "by the file's name"},
	{"Mailtrain", "mailtrain.csv", `EMAIL,FIRST_NAME,STATUS
a@example.org,A,1
b@example.org,B,2
c@example.org,C,3
d@example.org,D,4
`, states("a active b unsubscribed c bounced d complained"), ""},
	{"Brevo", "brevo.csv", `EMAIL,FIRSTNAME,LASTNAME,SMS,EMAIL_BLACKLISTED,SMS_BLACKLISTED
a@example.org,A,B,,false,true
b@example.org,A,B,,true,false
c@example.org,A,B,,no,no
d@example.org,A,B,,Yes,no
`, states("a active b unsubscribed c active d unsubscribed"), ""},
	{"Brevo, older", "sib.csv", `EMAIL;BLACKLISTED;ADDED_TIME
a@example.org;0;01-02-2024
b@example.org;1;01-02-2024
`, states("a active b unsubscribed"), ""},
	{"Keila", "keila.csv", `Email,First name,Last name,Data,Status,External ID
a@example.org,A,B,{},active,1
b@example.org,A,B,{},unsubscribed,2
c@example.org,A,B,{},unreachable,3
`, states("a active b unsubscribed c bounced"), ""},
	{"MailPoet", "mailpoet.csv", `Email,First Name,Last Name,List,Global Status
a@example.org,A,B,News,Subscribed
b@example.org,A,B,News,Unconfirmed
c@example.org,A,B,News,Unsubscribed
d@example.org,A,B,News,Bounced
e@example.org,A,B,News,Inactive
`, states("a active b pending c unsubscribed d bounced e unsubscribed"), ""},
	{"Ghost", "members.csv", `id,email,name,note,` +
		`subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers
1,a@example.org,A,,true,false,,2024-01-02T10:00:00.000Z,,,
2,b@example.org,B,,false,false,,2024-01-02T10:00:00.000Z,,,
3,c@example.org,C,,true,false,,2024-01-02T10:00:00.000Z,2024-05-02T10:00:00.000Z,,
`, states("a active b unsubscribed c unsubscribed"), ""},
	{"Substack", "substack.csv", `email,active_subscription,expiry,plan,email_disabled,created_at
a@example.org,false,,other,false,2024-01-02
b@example.org,true,,yearly,true,2024-01-02
`, states("a active b unsubscribed"), "active_subscription is about paying"},
	{"Buttondown", "buttondown.csv", `email,notes,metadata,subscriber_type,tags
a@example.org,,{},regular,
b@example.org,,{},unactivated,
c@example.org,,{},unsubscribed,
d@example.org,,{},undeliverable,
e@example.org,,{},complained,
f@example.org,,{},spammy,
g@example.org,,{},premium,
h@example.org,,{},removed,
`, states("a active b pending c unsubscribed d bounced e complained f complained g active h unsubscribed"), ""},
	{"Beehiiv", "beehiiv.csv", `Email,Status,Subscribe Date,Unsubscribe Date
a@example.org,active,2024-01-02,
b@example.org,inactive,2024-01-02,2024-02-02
c@example.org,pending,2024-01-02,
d@example.org,invalid,2024-01-02,
e@example.org,needs_attention,2024-01-02,
f@example.org,active,2024-01-02,2024-02-02
`, states("a active b unsubscribed c pending d bounced e pending f unsubscribed"), ""},
	{"MailerLite", "mailerlite.csv", `Subscriber,Sent,Opens,Clicks,Subscribed,Location,Status,Unsubscribed
a@example.org,1,1,1,2024-01-02 10:00:00,KZ,Active,
b@example.org,1,1,1,2024-01-02 10:00:00,KZ,Unsubscribed,2024-02-02 10:00:00
c@example.org,1,1,1,2024-01-02 10:00:00,KZ,Bounced,
d@example.org,1,1,1,2024-01-02 10:00:00,KZ,Junk,
e@example.org,1,1,1,,KZ,Unconfirmed,
`, states("a active b unsubscribed c bounced d complained e pending"), ""},
	{"SendGrid, contacts", "contacts.csv", `EMAIL,FIRST_NAME,LAST_NAME,CREATED_AT
a@example.org,A,B,2024-01-02
`, states("a active"), "suppressions are files of their own"},
	{"SendGrid, bounces", "suppression_bounces.csv", `status,reason,email,created
5.1.1,550 no such user,a@example.org,1700000000
4.2.2,mailbox full,b@example.org,1700000000
`, states("a bounced b bounced"), "by the file's name too"},
	{"SendGrid, spam reports", "suppression_spam_reports.csv", `email,created
a@example.org,1700000000
`, states("a complained"), "by the file's name"},
	{"SendGrid, unsubscribes", "suppression_unsubscribes.csv", `email,created
a@example.org,1700000000
`, states("a unsubscribed"), "by the file's name"},
	{"phpList", "phplist.csv", `email,confirmed,blacklisted,optedin,bouncecount,entered,htmlemail,disabled
a@example.org,1,0,1,0,2024-01-02,1,0
b@example.org,0,0,1,0,2024-01-02,1,0
c@example.org,1,1,1,3,2024-01-02,1,0
d@example.org,1,0,1,0,2024-01-02,1,1
`, states("a active b pending c unsubscribed d unsubscribed"), ""},
	{"Campaign Monitor", "list.csv", `Email Address,Name,State,Joined,ConsentToTrack,ReadsEmailWith
a@example.org,A,Active,2024-01-02 10:00,Yes,Gmail
b@example.org,B,Unconfirmed,2024-01-02 10:00,Unchanged,
c@example.org,C,Unsubscribed,2024-01-02 10:00,Yes,
d@example.org,D,Bounced,2024-01-02 10:00,No,
e@example.org,E,Deleted,2024-01-02 10:00,Yes,
`, states("a active b pending c unsubscribed d bounced e unsubscribed"), ""},
	{"AWeber", "aweber.csv", `Email,Name,Ad Tracking,IP Address,` +
		`Country,Status,Verified At,Unsubscribed At,Unsubscribe Method,Tags
a@example.org,A,web,10.0.0.1,KZ,subscribed,2024-01-02T10:00:00,,,press
b@example.org,B,,10.0.0.1,KZ,unsubscribed,2024-01-02T10:00:00,2024-02-02T10:00:00,unsubscribe link,
c@example.org,C,,10.0.0.1,KZ,unconfirmed,,,,
`, states("a active b unsubscribed c pending"), ""},
	{"AWeber, older", "aweber.csv", `Email,Name,Signup Date,Stop Time,Stop Status
a@example.org,A,2024-01-02,,0
b@example.org,B,2024-01-02,2024-02-02 10:00:00,1
`, states("a active b unsubscribed"), ""},
	{"GetResponse", "contacts.csv", `Email,Name,Added on,IP,Origin,Autoresponder day,Removed on,Removal reason
a@example.org,A,2024-01-02,10.0.0.1,www,,,
b@example.org,B,2024-01-02,10.0.0.1,import,,2024-02-02,unsubscribe
`, states("a active b unsubscribed"), ""},
	{"Constant Contact", "contacts.csv", `Email address,First name,Last name,Email status,Email permission status,` +
		`Email update source,Confirmed Opt-Out Date,Confirmed Opt-Out Source,Confirmed Opt-Out Reason,Phone - work,City - Work
a@example.org,A,B,Active,Implied,Upload,,,,7946,Rome
b@example.org,A,B,Active,Express,Form,,,,,
c@example.org,A,B,Unsubscribed,Unsubscribed,Upload,2024-02-02,Contact,Too many,,
d@example.org,A,B,Awaiting Confirmation,Awaiting confirmation,Form,,,,,
e@example.org,A,B,No Permissions Set,No Permissions Set,API,,,,,
f@example.org,A,B,Temp Hold,Temp hold,API,,,,,
`, states("a active b active c unsubscribed d pending e unsubscribed f unsubscribed"), ""},
	{"Klaviyo", "klaviyo.csv", `Email,Klaviyo ID,First Name,Last Name,Organization,Title,State / Region,Zip Code,Source,` +
		`IP Address,Email Marketing Consent,Email Marketing Consent Timestamp,First Active,Profile Created On,` +
		`Last Open,Average Order Value,Email Suppressions
a@example.org,01H,A,B,FCO,Clerk,LND,SW1,form,10.0.0.1,SUBSCRIBED,2024-01-02T10:00:00Z,2024-01-02,2024-01-02,,0,[]
b@example.org,01J,A,B,,,,,,,UNSUBSCRIBED,2024-01-02T10:00:00Z,2024-01-02,2024-01-02,,0,[]
c@example.org,01K,A,B,,,,,,,NEVER_SUBSCRIBED,,2024-01-02,2024-01-02,,0,
d@example.org,01L,A,B,,,,,,,SUBSCRIBED,2024-01-02T10:00:00Z,2024-01-02,2024-01-02,,0,"[""USER_SUPPRESSED""]"
`, states("a active b unsubscribed c unsubscribed d unsubscribed"), ""},
	{"Unisender", "unisender.csv", `email,email_status,email_availability,email_add_time,` +
		`email_confirm_time,email_list_ids,` +
		`email_unsubscribed_list_ids,phone,phone_status,Name
a@example.org,active,available,2024-01-02 10:00:00,2024-01-02 10:00:00,7,,,,A
b@example.org,unsubscribed,available,2024-01-02 10:00:00,2024-01-02 10:00:00,7,7,,,B
c@example.org,active,unreachable,2024-01-02 10:00:00,2024-01-02 10:00:00,7,,,,C
d@example.org,activation_requested,available,2024-01-02 10:00:00,,7,,,,D
e@example.org,active,mailbox_full,2024-01-02 10:00:00,2024-01-02 10:00:00,7,,,,E
f@example.org,inactive,available,2024-01-02 10:00:00,2024-01-02 10:00:00,7,,,,F
g@example.org,active,spam_rejected,2024-01-02 10:00:00,2024-01-02 10:00:00,7,,,,G
h@example.org,blocked,available,2024-01-02 10:00:00,2024-01-02 10:00:00,7,,,,H
`, states("a active b unsubscribed c bounced d pending e bounced f unsubscribed g bounced h unsubscribed"), ""},
	{"Mailjet", "mailjet.csv", `Email,Name,CreatedAt,` +
		`IsExcludedFromCampaigns,IsOptInPending,IsSpamComplaining,IsUnsubscribed
a@example.org,A,2024-01-02T10:00:00Z,false,false,false,false
b@example.org,B,2024-01-02T10:00:00Z,true,false,false,false
c@example.org,C,2024-01-02T10:00:00Z,false,true,false,false
d@example.org,D,2024-01-02T10:00:00Z,false,false,true,false
e@example.org,E,2024-01-02T10:00:00Z,false,false,false,true
`, states("a active b unsubscribed c pending d complained e unsubscribed"), ""},
	{"Sympa", "sympa.csv", `email,gecos,visibility,reception,suspend,bounce_score
a@example.org,A,noconceal,mail,0,
b@example.org,B,conceal,nomail,0,
c@example.org,C,noconceal,digest,0,
d@example.org,D,noconceal,mail,1,
`, states("a active b unsubscribed c active d unsubscribed"), ""},
	{
		"CiviCRM", "CiviCRM_Contact_Search.csv", "" +
			`Contact ID,Contact Type,Contact Subtype,Sort Name,Display Name,Do Not Email,` +
			`Do Not Phone,Do Not Mail,Do Not Sms,Do Not Trade,No Bulk Emails (User Opt Out),Preferred Communication Method,` +
			`Preferred Language,Job Title,Current Employer,Is Deceased,Email,On Hold
1,Individual,,"Lee, Ann",Ann Lee,No,Yes,No,No,Yes,No,Email,en_US,Clerk,FCO,No,a@example.org,No
2,Individual,,"Poe, Bob",Bob Poe,Yes,No,No,No,No,No,,,,,No,b@example.org,No
3,Individual,,"Poe, Cy",Cy Poe,No,No,No,No,No,Yes,,,,,No,c@example.org,No
4,Individual,,"Poe, Di",Di Poe,No,No,No,No,No,No,,,,,Yes,d@example.org,No
5,Individual,,"Poe, Ed",Ed Poe,No,No,No,No,No,No,,,,,No,e@example.org,On Hold Bounce
6,Individual,,"Poe, Flo",Flo Poe,No,No,No,No,No,No,,,,,No,f@example.org,On Hold Opt Out
`, states("a active b unsubscribed c unsubscribed d unsubscribed e bounced f unsubscribed"),
		"Do Not Mail is about letters on paper: it counts too",
	},
	{"AcyMailing", "acymailing.csv", "" +
		`"name";"email";"creation_date";"active";"cms_id";"source";"confirmed";"key";"confirmation_ip"
"A";"a@example.org";"2024-01-02 10:00:00";"1";"0";"form";"1";"x1";"10.0.0.1"
"B";"b@example.org";"2024-01-02 10:00:00";"0";"0";"form";"1";"x2";"10.0.0.1"
"C";"c@example.org";"2024-01-02 10:00:00";"1";"0";"form";"0";"x3";""
`, states("a active b unsubscribed c pending"), ""},
	{"WordPress plugin Newsletter", "newsletter-subscribers.csv", "" +
		`"Email";"Name";"Surname";"Gender";"Status";"Date";"Token";"List 1";"Profile 1"
"a@example.org";"A";"B";"n";"C";"2024-01-02 10:00:00";"x1";"1";"press"
"b@example.org";"A";"B";"n";"S";"2024-01-02 10:00:00";"x2";"0";""
"c@example.org";"A";"B";"n";"U";"2024-01-02 10:00:00";"x3";"1";""
"d@example.org";"A";"B";"n";"B";"2024-01-02 10:00:00";"x4";"0";""
"e@example.org";"A";"B";"n";"P";"2024-01-02 10:00:00";"x5";"0";""
`, states("a active b pending c unsubscribed d bounced e complained"), "letters, beside the columns Token and Surname"},
	{"attache", "export.csv", `email,name,language,reads,digests,state
a@example.org,A,ru,,,active
b@example.org,B,,,,pending
c@example.org,C,,,,unsubscribed
d@example.org,D,,,,bounced
e@example.org,E,,,,complained
`, states("a active b pending c unsubscribed d bounced e complained"), ""},
}

func TestMailers(t *testing.T) {
	for _, m := range mailerExports {
		t.Run(m.mailer, func(t *testing.T) {
			if diff := cmp.Diff(m.want, statesIn(readCSV(t, m.file, m.doc))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// addressBooks are files with many columns, none of which says of anybody whether he gets mail: a header and two
// rows each.
var addressBooks = map[string]string{
	"Google Contacts": "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name," +
		"Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department," +
		"Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value," +
		"Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City," +
		"Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country," +
		"Address 1 - Extended Address,Website 1 - Label,Website 1 - Value,Custom Field 1 - Label\n" +
		"Ann,,Lee,,,,Dr,,Annie,,Foreign Office,Clerk,Press,1980-01-02,,https://x.example/a.jpg,* myContacts,* Work," +
		"a@example.org,* Home,a2@example.org,Mobile,+44 20 7946 0000,Work,Main St 1,Main St 1,London,,,SW1,UK,,,,\n" +
		"Bob,,Poe,,,,,,,,Foreign Office,,,,,,* myContacts ::: * starred,,b@example.org,,,,,,,,,,,,,,,,\n",
	"Google Contacts, older": "Name,Given Name,Additional Name,Family Name,Yomi Name,Initials,Nickname,Gender,Location," +
		"Billing Information,Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,Group Membership," +
		"E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title\n" +
		"Ann Lee,Ann,,Lee,,,,,,,,,,,,,* myContacts,* ,a@example.org,Mobile,7946 0000,FCO,Clerk\n" +
		"Bob,Bob,,,,,,,,,,,,,,,* myContacts,,b@example.org,,,,\n",
	"Outlook": "First Name,Middle Name,Last Name,Title,Suffix,Nickname,E-mail Address,E-mail 2 Address,E-mail Type," +
		"E-mail Display Name,Home Phone,Home Phone 2,Business Phone,Mobile Phone,Car Phone,Other Phone," +
		"Primary Phone,Pager,Business Fax,Home Fax,Company Main Phone,Callback,Radio Phone,Telex," +
		"TTY/TDD Phone,ISDN,Company,Job Title,Department,Office Location,Organizational ID Number,Profession," +
		"Manager's Name,Assistant's Name,Assistant's Phone,Business Street,Business City,Business State," +
		"Business Postal Code,Business Country/Region,Home Street,Home City,Home State,Other Street," +
		"Personal Web Page,Web Page,Spouse,Children,Hobby,Location,Birthday,Anniversary,Account," +
		"Billing Information,Directory Server,Gender,Government ID Number,Initials,Keywords,Language,Mileage," +
		"Notes,PO Box,Priority,Private,Referred By,Sensitivity,User 1,User 2\nAnn,,Lee,Dr,,,a@example.org," +
		"ann@example.net,SMTP,Ann Lee,,,7946,,,,,,,,,,,,,,FCO,Clerk,Press,,,,,,,Main St 1,London,,SW1,UK,,,,," +
		",,,,,,0/0/00,0/0/00,,,,Unspecified,,A.L.,,,,,,Normal,False,,Normal,,\nBob,,,,,,b@example.org,,SMTP," +
		"Bob,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,0/0/00,0/0/00,,,,Unspecified,,,,,,,,Normal,False,," +
		"Normal,,\n",
	"HubSpot": "Record ID - Contact,First Name,Last Name,Email,Phone Number,Contact owner,Last Activity Date (GMT+6)," +
		"Lead Status,Lifecycle Stage,Marketing contact status,Create Date (GMT+6),Associated Company," +
		"Unsubscribed from all email,Email hard bounce reason,City\n" +
		"101,Ann,Lee,a@example.org,,,2024-01-02 10:00,New,Lead,Marketing contact,2024-01-02 10:00,FCO,,,London\n" +
		"102,Bob,Poe,b@example.org,,Ann,,,Lead,Marketing contact,2024-01-02 10:00,,No,,\n",
	"Mailchimp, all columns": "Email Address,First Name,Last Name,Address,Phone Number,Birthday,MEMBER_RATING," +
		"OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED," +
		"LEID,EUID,NOTES,TAGS,Status\n" +
		"a@example.org,Ann,Lee,,,01/02,2,,,2024-01-02 10:00:00,10.0.0.1,51.5,-0.1,0,0,Europe/London,GB,LND," +
		"2024-01-02 10:00:00,1,ab,,\"\"\"press\"\",\"\"vip\"\"\",Subscribed\n" +
		"b@example.org,Bob,,,,,2,,,2024-01-02 10:00:00,,,,,,,,,2024-01-02 10:00:00,2,ac,,,Subscribed\n",
	"Mailtrain, all columns": "CID,EMAIL,FIRST_NAME,LAST_NAME,HASH_EMAIL,STATUS,TZ,CREATED\n" +
		"1,a@example.org,Ann,Lee,x1,1,Asia/Almaty,2024-01-02\n2,b@example.org,Bob,,x2,1,,2024-01-02\n",
	"Brevo, all columns": "CONTACT ID,EMAIL,FIRSTNAME,LASTNAME,SMS,LANDLINE_NUMBER,WHATSAPP,EXT_ID,CONTACT_TIMEZONE," +
		"JOB_TITLE,LINKEDIN,DOUBLE_OPT-IN,OPT_IN,ADDED_TIME,MODIFIED_TIME,EMAIL_BLACKLISTED,SMS_BLACKLISTED\n" +
		"1,a@example.org,Ann,Lee,7701,,,,,,,,,01-02-2024,01-02-2024,false,true\n" +
		"2,b@example.org,Bob,,,,,,,Clerk,,,,01-02-2024,01-02-2024,no,no\n",
	"Substack, newer": "Email,Name,Stripe plan,Cancel date,Start date,Paid upgrade date,Emails opened (6mo)," +
		"Last opened at,Country,State/Province,Expiration date,Type,Subscription source (free)\n" +
		"a@example.org,Ann,,,2024-01-02,,17,2024-01-02,UK,,,Free,web\n" +
		"b@example.org,Bob,Yearly,2024-05-01,2024-01-02,,3,,US,NY,2025-01-01,Subscriber,web\n",
	"Keila, all columns": "Email,First name,Last name,External ID,Data,Status,Double opt-in at\n" +
		"a@example.org,Ann,Lee,1,\"{\"\"city\"\": \"\"Almaty\"\"}\",active,\nb@example.org,Bob,,,{},active,\n",
	"Thunderbird": "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone," +
		"Home Phone,Fax Number,Pager Number,Mobile Number,Home Address,Home Address 2,Home City,Home State,Home ZipCode," +
		"Home Country,Work Address,Work Address 2,Work City,Work State,Work ZipCode,Work Country,Job Title,Department," +
		"Organization,Web Page 1,Web Page 2,Birth Year,Birth Month,Birth Day,Custom 1,Custom 2,Custom 3,Custom 4,Notes\n" +
		"Ann,Lee,Ann Lee,,a@example.org,ann@example.net,ann,7946,,,,,Main St 1,,London,,SW1,UK,,,,,,,Clerk,Press,FCO," +
		"https://x.example,,1980,1,2,,,,,\nBob,,Bob,,b@example.org,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n",
	"a newsroom's list, de": "Medium;Ressort;Name;Dienstliche E-Mail;Durchwahl;Sender\n" +
		"Blatt;Politik;Ute Groß;a@example.org;22;ARD\nBlatt;Kultur;Udo Groß;b@example.org;;\n",
	"a newsroom's list, ru": "СМИ;Рубрика;ФИО;Рабочая почта;Моб.\n" +
		"ТАСС;Политика;Иван Ли;a@example.org;22\nТАСС;;Анна Ли;b@example.org;\n",
	"a newsroom's list, tr": "Gazete;Görevi;Ad Soyad;Kurumsal e-posta;Şehri\n" +
		"Hürriyet;Muhabir;Ece Ak;a@example.org;Ankara\nHürriyet;Editör;Cem Ak;b@example.org;\n",
	"a newsroom's list, kk": "БАҚ;Лауазымы;Аты-жөні;Эл. пошта;Арнасы\n" +
		"Хабар;Тілші;Дана Серік;a@example.org;Хабар 24\nХабар;;Ерлан Серік;b@example.org;\n",
	"a newsroom's list, fr": "Média;Rubrique;Nom complet;Adresse e-mail professionnelle;Tél.\n" +
		"Monde;Politique;Zoé Roy;a@example.org;22\nMonde;;Luc Roy;b@example.org;\n",
	"a newsroom's list, es": "Medio;Sección;Nombre completo;Correo del trabajo;Periódico\n" +
		"País;Política;Ana Paz;a@example.org;El País\nPaís;;Luis Paz;b@example.org;\n",
	"a ministry's list, en": "No;Salutation;Surname;First name;Position;Department;Organisation;Work phone;Mobile;" +
		"E-mail;City;Country;Date of birth;Registration date\n" +
		"1;Mr;Lee;Ann;Clerk;Press;FCO;7946;+44 7946 000000;a@example.org;London;UK;02.01.1980;02.01.2024\n" +
		"2;Ms;Poe;Bob;;Press;FCO;;;b@example.org;London;UK;;\n",
	"a ministry's list, ru": "№ п/п;Фамилия;Имя;Отчество;Должность;Отдел;Организация;Рабочий телефон;Моб. телефон;" +
		"Эл. почта;Город;Страна;Дата рождения;Адрес;Дата регистрации\n" +
		"1;Иванов;Пётр;Ильич;Советник;Пресс-служба;МИД;22-33;+7 701 000 00 00;a@example.org;Астана;Казахстан;" +
		"02.01.1980;ул. Абая 5;02.01.2024\n2;Ли;Анна;;;Пресс-служба;МИД;;;b@example.org;Астана;;;;\n",
	"a ministry's list, kk": "№;Тегі;Аты;Әкесінің аты;Лауазымы;Бөлім;Ұйым;Жұмыс телефоны;Электрондық пошта;Қала;Ел;" +
		"Туған күні;Тіркелген күні\n" +
		"1;Серік;Дана;;Кеңесші;Баспасөз;СІМ;22-33;a@example.org;Астана;Қазақстан;02.01.1980;02.01.2024\n" +
		"2;Ли;Анна;;;Баспасөз;СІМ;;b@example.org;Астана;;;\n",
	"a ministry's list, tr": "Sıra No;Soyadı;Adı;Unvan;Birim;Kurum;İş telefonu;Cep telefonu;E-posta;Şehir;Ülke;" +
		"Doğum tarihi;Kayıt tarihi\n" +
		"1;Ak;Cem;Müşavir;Basın;Dışişleri;22-33;0532 000 00 00;a@example.org;Ankara;Türkiye;02.01.1980;02.01.2024\n" +
		"2;Ak;Ece;;Basın;Dışişleri;;;b@example.org;Ankara;;;\n",
	"a ministry's list, de": "Lfd. Nr.;Anrede;Titel;Nachname;Vorname;Funktion;Referat;Behörde;Telefon (dienstlich);" +
		"Handy;E-Mail;Straße;PLZ;Ort;Land;Geburtsdatum;Anmeldedatum\n" +
		"1;Frau;Dr.;Groß;Ute;Referentin;013;AA;22-33;0170 0000000;a@example.org;Werderscher Markt 1;10117;Berlin;D;" +
		"02.01.1980;02.01.2024\n2;Herr;;Groß;Udo;;013;AA;;;b@example.org;;;Berlin;;;\n",
	"a ministry's list, fr": "N°;Civilité;Nom;Prénom;Fonction;Service;Organisme;Téléphone professionnel;Portable;" +
		"Courriel;Ville;Code postal;Pays;Date de naissance;Date d'inscription\n" +
		"1;Mme;Roy;Zoé;Attachée;Presse;MEAE;22-33;06 00 00 00 00;a@example.org;Paris;75007;France;02/01/1980;" +
		"02/01/2024\n2;M.;Roy;Luc;;Presse;MEAE;;;b@example.org;Paris;;;;\n",
	"a ministry's list, es": "N.º;Tratamiento;Apellidos;Nombre;Cargo;Departamento;Institución;Teléfono móvil;" +
		"Correo electrónico;Ciudad;País;Fecha de nacimiento;Fecha de alta\n" +
		"1;Sra.;Paz;Ana;Agregada;Prensa;MAEC;600 00 00 00;a@example.org;Madrid;España;02/01/1980;02/01/2024\n" +
		"2;Sr.;Paz;Luis;;Prensa;MAEC;;b@example.org;Madrid;;;\n",
}

// TestAddressBooksPass: files whose columns are known need no option, and nobody in them is lost.
func TestAddressBooksPass(t *testing.T) {
	for name, doc := range addressBooks {
		f, err := readSubscribers("x.csv", strings.NewReader(doc), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(states("a active b active"), statesIn(f)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
