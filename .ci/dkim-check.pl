# Verifies letters by Mail::DKIM with the records of a file; see dkim-check.
use strict;
use warnings;
use Mail::DKIM::Verifier;
use Mail::DKIM::PublicKey;
my $dir = shift;
my %records;
open my $r, '<', "$dir/records.tsv" or die $!;
while (<$r>) { chomp; my ($name, $text) = split /\t/; $records{$name} = $text }
no warnings 'redefine';
*Mail::DKIM::PublicKey::fetch_async = sub {
	my ($class, %prms) = @_;
	my $callback = $prms{Callbacks}{Success} || sub { $_[0] };
	my $text = $records{"$prms{Selector}._domainkey.$prms{Domain}"};
	return sub { $callback->($text ? Mail::DKIM::PublicKey->parse($text) : undef) };
};
my ($n, %good) = (0);
for my $file (glob "$dir/*.eml") {
	open my $f, '<:raw', $file or die $!;
	local $/;
	my $text = <$f>;
	my $v = Mail::DKIM::Verifier->new;
	$v->PRINT($text);
	$v->CLOSE;
	$n++;
	for my $s ($v->signatures) {
		my $what = $s->algorithm;
		if ($s->result eq 'pass') { $good{$what}++ }
		else { $good{$what} += 0; print STDERR "Mail::DKIM: $file: $what ", $s->result_detail, "\n" if $what =~ /rsa/ }
	}
}
print "Mail::DKIM: ", join(', ', map { "$good{$_} of $n by $_" } sort keys %good), "\n";
exit(($good{'rsa-sha256'} // 0) == $n ? 0 : 1);
