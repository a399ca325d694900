using Opportune.Core;

namespace Opportune.Web.Show;

/// <summary>A field of a disposition in the form. Its name holds the disposition's: several dispositions ask for a date, and only the chosen one's counts.</summary>
/// <param name="Field">Which it is.</param>
/// <param name="Name">Its name in the form.</param>
/// <param name="Label">What people read.</param>
/// <param name="Kind">Type of the input.</param>
/// <param name="IsRequired">Whether the disposition is refused without it.</param>
/// <param name="Options">What there is to choose from, as it is kept and as people read it; empty: it is typed.</param>
internal sealed record FieldChoice(DispositionField Field, string Name, string Label, string Kind, bool IsRequired, IReadOnlyList<(string Value, string Text)> Options)
{
    /// <summary>The fields of a disposition; its comment stands apart.</summary>
    public static IEnumerable<FieldChoice> Of(Disposition disposition, Measure? measure) =>
        disposition.Required.Concat(disposition.Asked).Where(f => f != DispositionField.Text).Distinct()
            .Select(f => new FieldChoice(f, $"{disposition.Id}.{EntryNames.Of(f)}", LabelOf(f), KindOf(f), disposition.Required.Contains(f), OptionsOf(f, disposition, measure)));

    private static string LabelOf(DispositionField field) => field switch
    {
        DispositionField.Date => "Date",
        DispositionField.TScore => "T-score",
        DispositionField.TScoreSite => "Measured at",
        DispositionField.Drug => "Drug",
        DispositionField.Criterion => "Which criterion is wrong",
        DispositionField.Recipient => "To whom",
        DispositionField.Appointment => "Appointment",
        _ => "Until",
    };

    private static string KindOf(DispositionField field) => field switch
    {
        DispositionField.Date or DispositionField.Appointment or DispositionField.Until => "date",
        DispositionField.TScore => "number",
        _ => "text",
    };

    private static IReadOnlyList<(string Value, string Text)> OptionsOf(DispositionField field, Disposition disposition, Measure? measure) => field switch
    {
        DispositionField.TScoreSite => [.. disposition.Reports.Select(r => r.ForTScoreSite).OfType<string>().Distinct().Select(AsWords)],
        DispositionField.Drug => [.. disposition.Reports.Select(r => r.ForDrug).OfType<string>().Distinct().Select(AsWords)],
        DispositionField.Criterion => [.. (measure?.Criteria.Values ?? []).Select(c => (c.Name, c.Title)).OrderBy(c => c.Title, StringComparer.OrdinalIgnoreCase)],
        _ => [],
    };

    // A number at the end is the share of a bone: "radius 33%".
    private static (string Value, string Text) AsWords(string id) => (id, char.IsAsciiDigit(id[^1]) ? $"{id.Replace('-', ' ')}%" : id.Replace('-', ' '));
}
