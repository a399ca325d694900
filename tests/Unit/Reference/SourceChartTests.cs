using Opportune.Core;
using Opportune.Reference;
using Opportune.Tests.Unit.Evaluation;

namespace Opportune.Tests.Unit.Reference;

/// <summary>What the second opinion makes of rows by itself.</summary>
public class SourceChartTests
{
    private static readonly DateOnly AsOf = new(2026, 6, 30);

    [Theory]
    [InlineData("17861-6", "9.4", "mg/dL", true)]
    [InlineData("17861-6", "94", "mg/dL", false)]
    [InlineData("17861-6", "94", " MG/DL ", false)]
    [InlineData("17861-6", "94", "mEq/L", true)]      // a unit that is not judged
    [InlineData("17861-6", "94", null, true)]
    [InlineData("38264-8", "-8", null, true)]
    [InlineData("38264-8", "-25", null, false)]
    [InlineData("98979-8", "0.5", "mL/min", false)]
    [InlineData("98979-8", "0.5", "ml/min/1.73 m²", false)]
    [InlineData("98979-8", "0.5", "mL/s", true)]
    [InlineData("98979-8", null, null, true)]
    public void A_value_that_nobody_alive_can_have_is_no_event(string code, string? value, string? unit, bool isEvent)
    {
        var events = Read(ShippedRules.Shipped, Row(Table.Results, ("code_system", "LOINC"), ("code", code), ("result_date", "2026-05-01"), ("value", value), ("unit", unit)));
        Assert.Equal(isEvent, events.Count == 1);
    }

    // The number is the text's where the row has no code.
    [Theory]
    [InlineData("-2.6", 1)]
    [InlineData("-26", 0)]
    public void Nor_is_what_a_text_says_with_such_a_number_beside_it(string value, int mentions)
    {
        var row = Row(Table.ImagingFindings, ("accession", "a1"), ("exam_date", "2026-05-01"), ("modality", "DXA"), ("finding_text", "T-score of the hip"), ("value", value));
        var said = new Mention { Concept = "t-score", Start = 0, Length = 7, Text = "T-score" };
        Assert.Equal(mentions, Read(ShippedRules.Shipped, row, _ => [(0, said)]).Count(e => e.Mention is not null));
    }

    [Theory]
    [InlineData("RXNORM", "83367", null, "code")]
    [InlineData("local:pharmacy", "4711", "atorvastatin", "crosswalk")]
    [InlineData("local:pharmacy", "4712", "atorvastatin", "name")]
    public void A_drug_counts_by_the_surest_way(string system, string code, string? display, string by)
    {
        var rules = ShippedRules.Shipped;
        rules = rules with
        {
            ValueSets = rules.ValueSets.ToDictionary(s => s.Key, s => s.Key != "statin" ? s.Value : new ValueSet
            {
                Name = s.Key,
                Names = s.Value.Names,
                Rows = [.. s.Value.Rows, new("local:pharmacy", "4711", false, null, null, null, null) { IsByCrosswalk = true }],
            }),
        };
        var e = Assert.Single(Read(rules, Row(Table.Medications, ("code_system", system), ("code", code), ("display", display), ("start_date", "2026-05-01"))));
        Assert.Equal((by, "statin"), (e.MatchedBy, Assert.Single(e.ValueSets)));
    }

    private static IReadOnlyList<Event> Read(Rulebook rules, SourceRow row, ReadReport? read = null)
    {
        var person = Row(Table.Patients, ("birth_date", "1950-01-01"), ("sex", "F"));
        return [.. new SourceChart(rules, read ?? (_ => []), AsOf).Read("p", [person], [row])!.Events.Where(e => e.Code is not null || e.Mention is not null)];
    }

    private static SourceRow Row(Table table, params (string Column, string? Value)[] cells) => new(
        table, 0, cells.Append(("patient_id", "p")).Append((table == Table.ImagingFindings ? "finding_id" : "row_id", "r1")).Where(c => c.Item2 is not null).ToDictionary(c => c.Item1, c => c.Item2!));
}
