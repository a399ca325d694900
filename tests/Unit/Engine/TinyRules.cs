using Opportune.Columnar;
using Opportune.Core;
using Opportune.Engine;

namespace Opportune.Tests.Unit.Engine;

/// <summary>
/// A rulebook of one measure with something of everything that the scan looks at, and a reader that knows two words:
/// "fracture" (absent after "no"), "stent" (which no rule uses).
/// </summary>
internal static class TinyRules
{
    public static readonly DateOnly AsOf = new(2026, 6, 30);

    public static Rulebook Book(bool reports = true)
    {
        var sets = new[]
        {
            Set("bone-drug", [], Code("RXNORM", "100"), Code("ATC", "M05BA", family: true)) with { Names = ["alendronate", "zoledronic acid"] },
            Set("dxa", [], Code("CPT", "77080")),
            Set("fracture", [], Code("ICD10CM", "S72", family: true), Code("ICD10CM", "M8008XA"), Code("SNOMED", "263225007")),
            Set("fracture-late", [], Code("ICD10CM", "S72001D")),
            Set("oncology-drug", [], Code("RXNORM", "200")) with { Names = ["zometa"] },
            Set("t-score", [], Code("LOINC", "38263-0") with { ValidFrom = new(2020, 1, 1) }),
        };
        return new() { Measures = [Measure(reports)], ValueSets = sets.ToDictionary(s => s.Name) };
    }

    /// <summary>Finds texts with an r in them; reads the word fracture wherever it stands.</summary>
    public static ReportReading Reading() => new(
        (page, rows) =>
        {
            for (var i = 0; i < page.Count; i++)
            {
                if (page.Text(i).Contains((byte)'r'))
                    rows.Add(i);
            }
        },
        (utf8, section, into) => into.AddRange(Mentions(System.Text.Encoding.UTF8.GetString(utf8), section, carriedNo: false)),
        (lines, sections, into) =>
        {
            var no = false;
            for (var i = 0; i < lines.Count; i++)
            {
                var text = System.Text.Encoding.UTF8.GetString(lines[i].Span);
                into.AddRange(Mentions(text, sections[i], no).Select(m => (i, m)));
                no = text.EndsWith("no", StringComparison.Ordinal);
            }
        });

    private static IEnumerable<Mention> Mentions(string text, string? section, bool carriedNo)
    {
        foreach (var word in new[] { "fracture", "stent" })
        {
            for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
            {
                yield return new()
                {
                    Concept = word == "stent" ? "coronary-stent" : "fracture",
                    Assertion = (at == 0 ? carriedNo : text[..at].EndsWith("no ", StringComparison.Ordinal)) ? Assertion.Absent : Assertion.Present,
                    Sites = text.Contains("hip", StringComparison.Ordinal) ? ["hip", "femur"] : [],
                    Kinds = text.Contains("old", StringComparison.Ordinal) ? ["old"] : [],
                    Section = section ?? "",
                    Start = at,
                    Length = word.Length,
                    Text = word,
                    Excerpt = text,
                    ExcerptStart = at,
                    Value = text.Contains("-2.5", StringComparison.Ordinal) ? -2.5 : null,
                };
            }
        }
    }

    private static Measure Measure(bool reports) => new()
    {
        Id = "tiny",
        Version = 1,
        Title = "t",
        Pathway = "bone",
        Rank = 1,
        Tags = [],
        Why = "w",
        Sources = [],
        Review = new("a", null, AsOf, AsOf),
        Index = new()
        {
            LookBack = Period.OfDays(730),
            Classes =
            [
                new()
                {
                    Name = "A",
                    Title = "fracture",
                    AnyOf =
                    [
                        new() { Concepts = ["fracture"] },
                        new() { Tables = [Table.Conditions, Table.ImagingFindings], ValueSets = ["fracture"], NotValueSets = ["fracture-late"] },
                    ],
                },
            ],
        },
        Criteria = new Dictionary<string, Criterion>
        {
            ["drug"] = new()
            {
                Name = "drug",
                Title = "drug",
                AnyOf = [new() { Tables = [Table.Medications], ValueSets = ["bone-drug"], NotValueSets = ["oncology-drug"] }],
            },
            ["dxa"] = new()
            {
                Name = "dxa",
                Title = "dxa",
                AnyOf =
                [
                    new() { Tables = [Table.Procedures], ValueSets = ["dxa"] },
                    new() { Tables = [Table.Results], ValueSets = ["t-score"] },
                    .. reports ? new EventMatch[] { new() { AnyReport = true, Modalities = ["DXA"] } } : [],
                ],
            },
        },
        Exclude = [],
        SatisfiedBy =
        [
            new()
            {
                Label = "dxa",
                When = new Condition.Met("dxa"),
                Needs = [Table.Procedures, Table.Conditions],
                Window = WindowRule.Ever,
                Control = new(Table.Procedures, "dxa", 1, 0),
            },
            new()
            {
                Label = "drug",
                When = new Condition.Met("drug"),
                Window = WindowRule.Ever,
                Control = new(Table.Medications, "bone-drug", 1, 0),
            },
        ],
        Tiers = [new(1, "all", null)],
        OpensAfter = new(Period.Zero, Period.Zero),
        DueAfter = Period.Zero,
        Wording = new() { WhyListed = "", LookedFor = "", WouldClose = "", Paragraph = "", Limits = "" },
    };

    private static ValueSet Set(string name, string[] names, params ValueSetRow[] rows) => new() { Name = name, Names = names, Rows = rows };

    private static ValueSetRow Code(string system, string code, bool family = false) => new(system, code, family, null, null, null, null);
}
