package list

import (
	"strings"

	"attache/text"
)

// The names, in lower case, of parameters that only say where a reader came from or who he is. They are those that the
// address cleaners of browsers and feed readers share (Firefox's query stripping list, Brave's query filter, ClearURLs,
// miniflux), and what large outlets and mail services put behind their own links.
var (
	// trackers name nothing else, whatever stands behind them.
	trackers = text.WordSet(
		// advertisements and social networks
		"fbclid gclid gclsrc gbraid wbraid dclid gad_source gad_campaignid srsltid yclid ymclid ysclid syclid yadclid " +
			"msclkid twclid ttclid rdt_cid li_fat_id sccid epik qclid vclid irclickid irgwc cjevent tduid tblci dicbo " +
			"oborigurl igshid igsh mibextid fb_action_ids fb_action_types fb_source fb_ref fb_comment_id __tn__ __xts__ " +
			"__twitter_impression twitter_impression action_object_map action_type_map action_ref_map rb_clickid " +
			"wickedid unicorn_click_id _openstat openstat rcmclid roistat zarsrc gidzl nsukey share_token " +
			// counters of visits
			"_ga _gl _gac ga_source ga_medium ga_term ga_content ga_campaign ga_place gs_l guccounter guce_referrer " +
			"guce_referrer_sig ns_campaign ns_mchannel ns_source ns_linkname ns_fee ns_type pk_campaign pk_kwd pk_keyword " +
			"pk_source pk_medium pk_content pk_cid pk_vid pk_cpn piwik_campaign piwik_kwd piwik_keyword matomo_campaign " +
			"matomo_kwd matomo_keyword matomo_cid matomo_source matomo_medium matomo_content wt_zmc wt_mc wt_mc_o wt_mca " +
			"wt_mcs wt_eid wt_ref wt.mc_id wt.mc_ev wt.nav wt.z_zmc s_kwcid ef_id xtor xtref xtmc _branch_match_id " +
			"_branch_referrer _bhlid _kx __s __source __hstc __hssc __hsfp hsctatracking " +
			"stm_source stm_medium stm_campaign stm_term stm_content " +
			// letters
			"mc_cid mc_eid mc_tc mkt_tok ml_subscriber ml_subscriber_hash ck_subscriber_id oly_anon_id oly_enc_id " +
			"vero_id vero_conv sfmc_id sfmc_activityid sfmc_key sc_customer sc_eh sc_uid sc_src sc_lid sc_llid " +
			"ss_email_id ss_source ss_campaign_id sms_click sms_source sms_uph bsft_clkid bsft_uid bsft_eid bsft_mid " +
			"bsft_aaid bbeml et_rid et_cid dm_i elq elqtrackid elqtrack elqaid elqat elqcampaignid elqak vgo_ee " +
			"trk_contact trk_msg trk_module trk_sid bxid esrc cndid hmb_campaign hmb_medium hmb_source " +
			// of outlets, and sessions
			"taid ref_src ref_url soc_src soc_trk sh_kit traffic_source smtyp smvar smprod rss_id_tracking " +
			"phpsessid jsessionid amp at_bbc_team at_ptr_name at_link_id at_link_type at_link_origin",
	)
	// campaigns are names that trackers use, and that some sites use for the page: a value of digits alone may choose
	// it, any other does not.
	campaigns = text.WordSet(
		"cmp cmpid icmp intcmp int_cmp intcid icid ncid ocid s_cid smid ito emc ftcamp ftag mbid tpcc sref srnd spm scm " +
			"feedtype feedname feedid campaign_id campaign_name campaign_source campaign_medium campaign_term " +
			"campaign_content int_source int_medium int_campaign otm_source utmsource sr_share linkid trk mod_source " +
			"partnerref fromrss echobox outputtype",
	)
	// trackingSpaces begin names that one tracker keeps for itself.
	trackingSpaces = []string{"utm_", "itm_", "mtm_", "hsa_", "_hs", "aspsessionid", "__cft__"}
	// channels are names that track with the values of channel only; with others they may choose the page.
	channels = text.WordSet("ref from source src via partner medium campaign referrer referer share rss feed")
)

// tracks reports whether a parameter, in lower case, only says where a reader came from or who he is. A number that may
// choose the page never does.
func tracks(name, value string) bool {
	switch {
	case trackers[name]:
		return true
	case campaigns[name] || strings.HasPrefix(name, "at_"): // AT Internet: at_medium, at_campaign, at_custom1 …
		return strings.Trim(value, "0123456789") != "" || value == ""
	case channels[name]:
		return channel(value)
	}
	for _, space := range trackingSpaces {
		if strings.HasPrefix(name, space) {
			return true
		}
	}
	return false
}

// channel reports whether a parameter's value names a way that readers come by. Names such as "from" and "source" track
// with these values only; with others they may choose the page.
func channel(value string) bool {
	switch value {
	case "", "rss", "feed", "feeds", "atom", "rss2", "rss20", "twitter", "tw", "x", "telegram", "tg", "t.me",
		"facebook", "fb", "vk", "vkontakte", "ok",
		"instagram", "ig", "linkedin", "whatsapp", "wa", "viber", "messenger", "social", "share", "sharing",
		"newsletter", "email", "mail",
		"push", "app", "home", "homepage", "main", "mainpage", "yandex", "yanews", "google", "googlenews", "gnews",
		"zen", "dzen",
		"smi2", "flipboard", "feedburner", "feedly", "copylink", "copy", "link", "widget", "rssfeed", "rss-feed":
		return true
	}
	return false
}
