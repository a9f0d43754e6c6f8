package summary

import "sync"

// announcements tell what a text does, not what happened: "We explain how …", "Разбираемся, что известно …". They begin
// a sentence.
var announcements = []string{
	"we explain", "we take a look", "we look at", "here is what", "here's what", "here's how", "here's why",
	"here is how", "here is why", "here are the", "here's everything", "here is everything", "what you need to know",
	"everything you need to know", "all you need to know", "in this article", "in this episode", "in this video",
	"in this report, we", "in this piece", "this explainer", "this guide", "find out ", "see how ", "wir erklären",
	"wir zeigen", "wir beantworten", "wir blicken", "wir fassen", "wir haben die", "wir geben", "ein überblick",
	"ein überblick.", "das müssen sie", "das sollten sie", "das ist bekannt", "was sie über", "was wir wissen",
	"die wichtigsten fragen", "die wichtigsten antworten", "fragen und antworten", "on vous explique", "on fait le point",
	"nous faisons le point", "nous vous expliquons", "le point sur", "explications", "décryptage",
	"retour sur les", "retour sur la", "retour sur le", "voici ce que",
	"voici ce qu'", "ce qu'il faut savoir", "tout comprendre", "te contamos", "te explicamos", "le contamos",
	"les contamos", "se lo contamos", "te lo contamos", "explicamos", "conoce ", "conozca ", "entérate", "descubre ",
	"esto es lo que", "lo que se sabe", "todo lo que", "vi spieghiamo", "vi raccontiamo", "ecco cosa", "ecco come",
	"ecco perché", "ecco i ", "ecco le ", "tutto quello che", "cosa sappiamo", "quello che sappiamo", "entenda ",
	"saiba ", "veja ", "confira ", "explicamos", "o que se sabe", "tudo o que", "wyjaśniamy", "tłumaczymy", "oto co",
	"podpowiadamy", "sprawdź", "przedstawiamy", "co wiemy", "wszystko, co", "vysvětlujeme", "přinášíme", "vysvetľujeme",
	"prinášame", "elmagyarázzuk", "mutatjuk", "összefoglaljuk", "bemutatjuk", "iată ce", "iată cum", "vă explicăm",
	"рассказываем", "разбираемся", "разбираем", "объясняем", "собрали", "выясняем", "вспоминаем", "что известно",
	"что нужно знать", "главное о", "подробности —", "розповідаємо", "розбираємося", "пояснюємо", "що відомо",
	"зібрали", "расказваем", "тлумачым", "түсіндіреміз", "айтып береміз", "түшүндүрөбүз", "işte ayrıntılar",
	"işte detaylar", "işte o ", "işte bilinmesi", "sizin için derledik", "anlatıyoruz", "açıklıyoruz", "izah edirik",
	"tushuntiramiz", "wij leggen uit", "we leggen uit", "dit moet u", "dit moet je", "dit weten we", "dit is wat",
	"alles wat", "vi förklarar", "det här vet vi", "detta vet vi", "så fungerar", "vi forklarer", "dette vet vi",
	"det ved vi", "εξηγούμε", "δείτε", "тук обясняваме", "обясняваме", "објашњавамо", "objašnjavamo", "نشرح لكم",
	"إليكم", "إليك ", "تعرف على", "تعرّف على", "تعرفوا على", "ماذا نعرف", "در ادامه", "本文将", "本文將", "带你", "帶你", "一文看懂",
	"一文读懂", "解説します", "まとめました", "알아봤다", "정리했다", "ההסבר", "הכירו",
}

// announcementParts are such words anywhere in a sentence.
var announcementParts = []string{
	"things to know", "questions and answers", "questions answered", "explain what is", "explains what is",
	"fragen und antworten",
	"choses à savoir", "questions et réponses", "cosas que hay que saber", "cosas que debes", "preguntas y respuestas",
	"son las claves", "cose da sapere", "domande e risposte", "coisas que você precisa", "perguntas e respostas",
	"главных вопрос", "вопросов и ответов", "вопроса о ", "вопросов о ", "головних запитань", "bilinmesi gereken",
	"bilmeniz gereken", "soruda ", "rzeczy, które", "pytań i odpowiedzi", "pytania i odpowiedzi", "vragen en antwoorden",
	"dingen die je moet", "frågor och svar", "otázek a odpovědí", "kérdés és válasz", "întrebări și răspunsuri",
	"lesen sie hier", "erfahren sie hier", "erfahren sie mehr", "haberimizde", "ayrıntılar haber", "detaylar haber",
	"find out more", "find out why", "find out how", "we break it down", "we break down", "explains why in", "читайте в ",
	"подробности в ", "в нашем материале", "в нашей статье", "в нашому матеріалі", "читайте у ", "à découvrir ici",
	"découvrez", "on vous dit tout", "en esta nota", "en este artículo", "en este video", "in questo articolo",
	"neste artigo", "nesta reportagem", "leia a seguir", "w naszym artykule", "w tym artykule", "v tomto článku",
	"ebben a cikkben", "în acest articol", "in dit artikel", "i den här artikeln", "في هذا التقرير", "في هذا المقال",
	"در این گزارش می", "本期节目", "この記事では", "이 기사에서",
}

var (
	announcementStarts = &startSet{list: announcements}
	announcementSet    = sync.OnceValue(func() *partSet { return newPartSet(announcementParts) })
)
