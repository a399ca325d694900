using System.Text.Json.Nodes;

namespace Opportune.Jobs.Measures;

/// <summary>What each key of a measure file says, one line each: for editors in the schema, and for authors in the README.</summary>
public static class MeasureKeys
{
    /// <summary>The lines by key, which stands after the key that holds it: <c>rank</c>, <c>exclude.must-know</c>.</summary>
    public static IReadOnlyDictionary<string, string> Lines { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["id"] = "the file's name",
        ["version"] = "1; raised with every change of meaning",
        ["changes"] = "one for each version after the first, in order",
        ["changes.version"] = "the version that it tells of",
        ["changes.date"] = "since when",
        ["changes.what"] = "what is different, for people",
        ["title"] = "one line: heading of the list, of the measure's page and of `explain`",
        ["label"] = "two or three words for tabs and columns; without it the title",
        ["pathway"] = "measures of one pathway share one entry a patient; a new word is a new pathway",
        ["rank"] = "place within the pathway: of a patient's open measures the lowest number leads the entry",
        ["rules"] = "ids of clinical/rules.yaml whose gaps it finds; none is needed, and an unknown one is an error",
        ["tags"] = "a job runs the measures that carry a tag of its own (`measures: {tagged: [nightly]}`)",
        ["why"] = "two sentences on why it matters, on the measure's page",
        ["sources"] = "the documents behind it; one at least",
        ["sources.name"] = "title and year",
        ["sources.url"] = "where it can be read",
        ["review"] = "who wrote it, and when it is looked at again",
        ["review.authored-by"] = "who wrote it",
        ["review.checked-by"] = "who else read it",
        ["review.reviewed"] = "when it was last looked at",
        ["review.next-review"] = "after it `check` warns; 60 days before, pages say *review due*",
        ["active-within"] = "without an encounter for so long a patient is withheld (\"not active here\"); without the key activity does not matter",
        ["under-18"] = "true: minors are listed, too",
        ["off"] = "ids of clinical/rules.yaml that belong here and are not applied",
        ["off.rule"] = "its id",
        ["off.why"] = "why not",
        ["go-live"] = "the day on which work with it begins: what is older is backlog; a date, or dates by site",
        ["go-live.usual"] = "the day at sites that are not named",
        ["release-cap"] = "none: its entries never wait in the queue of the backlog",

        ["index"] = "what starts the clock",
        ["index.look-back"] = "how far before the as-of date an index event may lie",
        ["index.classes"] = "the kinds of index event, by a name of your own; an event belongs to the first that takes it",
        ["index.new-episode"] = "what begins a new episode; without it all index events of a patient are one",
        ["classes.title"] = "what it is, in `explain` and on the measure's page",
        ["classes.source"] = "where its threshold comes from; asked for where a value or dose decides",
        ["classes.any-of"] = "the events; one match is enough",
        ["classes.events"] = "which of them count: each (usual), first or last, those of the earliest or latest day",
        ["classes.age"] = "only at that age",
        ["classes.when"] = "only where this holds",
        ["classes.joins-only"] = "true: evidence of an episode that another class began, and begins one only where no other did",
        ["new-episode.acute-after"] = "so long after the last index event, one called new or acute",
        ["new-episode.initial-codes"] = "value sets of codes that say a new event",
        ["new-episode.grown"] = "true: what a report says has grown counts as new",
        ["new-episode.first-site"] = "the first event at one of these sites",
        ["new-episode.severity-up"] = "true: a severity higher than any before",
        ["new-episode.crosses"] = "a number that crosses a value for the first time",
        ["crosses.concept"] = "the number's concept",
        ["crosses.at"] = "the values",

        ["criteria"] = "named questions about a patient, which conditions ask by name; one that nothing asks is a warning",
        ["criteria.title"] = "what it asks, in `explain` and in the evidence",
        ["criteria.source"] = "where its threshold comes from; asked for where a value or dose decides",
        ["criteria.any-of"] = "the events; one match is enough",
        ["criteria.window"] = "when (`index-P30D .. as-of`, both ends included); without it at any time up to the as-of date",
        ["criteria.onset-only"] = "true: a condition counts by the day it began, not while it is in force",
        ["criteria.at-least"] = "how many events it takes; 1 without it",
        ["criteria.apart"] = "with at-least from 2: the first and last so far apart",
        ["criteria.latest-only"] = "true: only the latest event with a value is asked",
        ["criteria.exposure"] = "for drugs: in force on the last day of the window, not only a row in it",
        ["criteria.near-index"] = "only events so near to a matching index event",
        ["criteria.at-index-site"] = "true: only mentions at a site that the index names, too",
        ["criteria.unless-later"] = "counts while no event of that criterion is later",
        ["criteria.after"] = "counts only so soon after an event of another criterion",
        ["criteria.beds"] = "the events name sites of so many groups",
        ["criteria.derivation"] = "a named computation that finds the events",
        ["criteria.derived"] = "bounds on the number that it makes",
        ["exposure.grace"] = "added to the end of a supply",
        ["exposure.without-supply"] = "how long a row lasts that says no supply",
        ["exposure.orders-until-ended"] = "true: an active order without an end counts until it is ended",
        ["exposure.in-all"] = "asks for so much exposure in all, the last of it in the window",
        ["after.criterion"] = "the other criterion",
        ["after.within"] = "how soon",
        ["beds.at-least"] = "how many groups",
        ["beds.of"] = "sites by the group's name",

        ["exclude"] = "hard exclusions, in order; the first that holds is the reason",
        ["exclude.label"] = "the row's `status_reason`",
        ["exclude.when"] = "the condition",
        ["exclude.must-know"] = "true: withheld where the feeds that could show it do not cover the patient; else what nobody sees is not so",
        ["satisfied-by"] = "what closes the gap; one is enough",
        ["satisfied-by.label"] = "the row's `status_reason`",
        ["satisfied-by.when"] = "the condition",
        ["satisfied-by.unless"] = "it does not count where this holds",
        ["satisfied-by.where"] = "it is asked only where this holds",
        ["satisfied-by.needs"] = "tables without which \"none found\" may not be said: where they do not cover the patient in the window, withheld",
        ["satisfied-by.window"] = "the days that these tables have to cover; asked for with needs",
        ["satisfied-by.keeps-open"] = "true: it is said, and the row stays open; a person closes it",
        ["satisfied-by.control"] = "proof that the site's rows can show it at all, else withheld; without it \"none found\" rests on coverage alone",
        ["control.table"] = "the table",
        ["control.value-set"] = "the value set that has to match there",
        ["control.at-least"] = "rows in the last 365 days, of all patients",
        ["control.per-hundred"] = "rows for each 100 patients from 50; 0 asks for none",
        ["tiers"] = "how urgent, in the order in which they are asked; the last has no when and takes the rest",
        ["tiers.tier"] = "a number from 1",
        ["tiers.label"] = "shown beside the tier (`priority`)",
        ["tiers.when"] = "the condition",
        ["shifts"] = "what moves the tier; each direction counts once",
        ["shifts.by"] = "-1 raises, 1 lowers, 0 adds the label alone",
        ["shifts.label"] = "stands with the tier's label",
        ["shifts.when"] = "the condition",
        ["notes"] = "lines that stand after the paragraph where they hold",
        ["notes.text"] = "the line; placeholders as in wording",
        ["notes.when"] = "without it always",
        ["notes.first"] = "true: before the paragraph",
        ["notes.of-closed"] = "true: told of a gap that the data closed, and of no other",
        ["notes.rules"] = "ids of clinical/rules.yaml that it tells",
        ["opens-after"] = "grace after the final report: until then prospective",
        ["opens-after.usual"] = "for most; P0D for none",
        ["opens-after.inpatient"] = "where the exam's setting is inpatient",
        ["opens-after.at-once"] = "no grace where this holds",
        ["due-after"] = "due so long after the final report; or usual and tier-1",
        ["due-after.usual"] = "for all but tier 1",
        ["due-after.tier-1"] = "for tier 1",
        ["follow"] = "what is counted for a year after a drug began; it lists nobody",
        ["follow.drugs"] = "criteria whose rows are the drug: the first after day 0 begins it; kept on where it was in hand on 80% of 365 days, or in force at day 364, give or take 30",
        ["follow.recheck"] = "what is to be measured again",
        ["recheck.criterion"] = "the criterion that names its rows",
        ["recheck.from"] = "not sooner after the beginning",
        ["recheck.to"] = "nor later",
        ["wording"] = "the texts that people read",
        ["wording.why-listed"] = "the row's reason in one line",
        ["wording.looked-for"] = "what was looked for and not found, and up to when",
        ["wording.would-close"] = "what would close it",
        ["wording.paragraph"] = "the text for the clinician; the closing sentence is added",
        ["wording.instead"] = "paragraphs in its place; the first that holds",
        ["instead.when"] = "the condition",
        ["instead.paragraph"] = "the paragraph",
        ["wording.limits"] = "what the rule cannot know",

        ["any-of.table"] = "tables; without it all that have such rows",
        ["any-of.value-set"] = "coded rows with a code of these sets",
        ["any-of.not-value-set"] = "and of none of these",
        ["any-of.concept"] = "mentions in reports, by the lexicon's concept",
        ["any-of.any-report"] = "true: any final report of the modality, whatever it says",
        ["any-of.state"] = "done (usual), waiting, or an order not to give",
        ["any-of.display-names"] = "the row's display holds a name of these sets",
        ["any-of.assertion"] = "present where nothing is said",
        ["any-of.certainty"] = "definite and probable where nothing is said",
        ["any-of.site"] = "the mention names one of these sites",
        ["any-of.not-only-site"] = "refused where it names these alone",
        ["any-of.without-site"] = "refused where it names one of these",
        ["any-of.kind"] = "the mention has one of these kinds",
        ["any-of.not-kind"] = "and none of these",
        ["any-of.severity"] = "severities that will do",
        ["any-of.lesion-age"] = "ages of the lesion that will do",
        ["any-of.modality"] = "modalities of the exam that will do (`rules names modalities`)",
        ["any-of.not-modality"] = "modalities that will not",
        ["any-of.body-part"] = "words in the exam's body part that will do",
        ["any-of.not-body-part"] = "words that will not",
        ["any-of.category"] = "categories of a condition that will do",
        ["any-of.not-category"] = "categories that will not",
        ["any-of.not-status"] = "statuses of a row that will not do",
        ["any-of.row-kind"] = "order, dispense, administration, reported",
        ["any-of.not-unit"] = "it has a value, in no unit or in none of these",
        ["any-of.value"] = "bounds on the value",
        ["any-of.dose"] = "bounds on the dose",
        ["any-of.not-dose"] = "a dose that will not do",
        ["dose.at-least"] = "this or more",
        ["dose.at-most"] = "this or less",
        ["dose.above"] = "more than this",
        ["dose.below"] = "less than this",
        ["dose.unit"] = "only in that unit, however it is written",
        ["age.from"] = "youngest, in completed years",
        ["age.to"] = "oldest, in completed years",
        ["age.at"] = "on which day: index or as-of",
        ["condition.not"] = "it does not hold",
        ["condition.any-of"] = "at least one holds",
        ["condition.all-of"] = "all hold",
        ["condition.age"] = "the age lies in the band",
        ["condition.sex"] = "F, M or U; U is neither of the others",
        ["condition.index"] = "an index event of the episode is of one of these classes",
        ["condition.index-only"] = "all of them are",
        ["condition.index-dates"] = "they have so many different dates",
    };

    private static readonly string[] Within = ["anyOf", "items", "additionalProperties"];

    /// <summary>Writes the line of each key into a measure's schema.</summary>
    /// <exception cref="KeyNotFoundException">A key has no line.</exception>
    internal static void Describe(JsonObject schema)
    {
        foreach (var (key, form, _) in Of(schema).ToList())
        {
            var line = Lines[key].Replace("`", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal);
            form["description"] = form["description"] is { } said ? $"{line}; {said}" : line;
        }
    }

    /// <summary>The keys of a measure's schema, the form of each, and whether what holds it has to have it.</summary>
    public static IEnumerable<(string Key, JsonNode Form, bool IsRequired)> Of(JsonObject schema) =>
        Walk(schema, "").Concat(schema["$defs"]!.AsObject().SelectMany(d => Walk(d.Value, Owner(d.Key))));

    // What is defined once bears the key at which it is first said.
    private static string Owner(string name) => name.EndsWith("-item", StringComparison.Ordinal) ? Owner(name[..^"-item".Length]) : name;

    private static IEnumerable<(string Key, JsonNode Form, bool IsRequired)> Walk(JsonNode? node, string owner)
    {
        if (node is JsonArray forms)
            return forms.SelectMany(form => Walk(form, owner));
        if (node is not JsonObject map)
            return [];
        var required = (map["required"] as JsonArray ?? []).Select(k => (string)k!).ToHashSet(StringComparer.Ordinal);
        return (map["properties"] as JsonObject ?? [])
            .SelectMany(p => Walk(p.Value, p.Key).Prepend((owner.Length == 0 ? p.Key : $"{owner}.{p.Key}", p.Value!, required.Contains(p.Key))))
            .Concat(Within.SelectMany(inner => Walk(map[inner], owner)));
    }
}
