// Verifies letters by npm mailauth with the records of a file; see dkim-check.
const fs = require('fs');
const path = require('path');
const { dkimVerify } = require('mailauth/lib/dkim/verify');
const dir = process.argv[2];
const records = Object.fromEntries(fs.readFileSync(path.join(dir, 'records.tsv'), 'utf8').trim().split('\n').map((l) => l.split('\t')));
const resolver = async (name) => {
	if (records[name]) return [[records[name]]];
	const err = new Error('no record ' + name);
	err.code = 'ENOTFOUND';
	throw err;
};
(async () => {
	let n = 0;
	const good = {};
	for (const f of fs.readdirSync(dir).filter((f) => f.endsWith('.eml'))) {
		n++;
		const { results } = await dkimVerify(fs.readFileSync(path.join(dir, f)), { resolver });
		for (const r of results) {
			good[r.algo] ??= 0;
			if (r.status.result === 'pass') good[r.algo]++;
			else console.error('mailauth: ' + f + ': ' + r.algo + ' ' + r.status.result + ' ' + (r.status.comment || ''));
		}
	}
	console.log('mailauth: ' + Object.keys(good).map((a) => `${good[a]} of ${n} by ${a}`).join(', '));
	process.exit(Object.values(good).every((g) => g === n) && Object.keys(good).length === 2 ? 0 : 1);
})();
