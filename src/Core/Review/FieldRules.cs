using System.Text;

namespace Opportune.Core;

/// <summary>What may be entered with a disposition.</summary>
public static class FieldRules
{
    // Beyond that it is a slip of the finger: the lowest T-score in print is about -7.
    private const double LowestTScore = -10, HighestTScore = 10;

    private static readonly Period FurthestAppointment = new(12, 0);
    private static readonly DateOnly EarliestDate = new(1900, 1, 1);

    /// <summary>What is wrong with the fields, in one line that tells no value; null: nothing.</summary>
    public static string? Refusal(Disposition disposition, EntryAtHand entry, DispositionFields fields, DateOnly today) =>
        Missing(disposition, fields) ?? Superfluous(disposition, fields) ?? Dates(fields, entry.BornOn, today) ?? Until(disposition, entry.Pathway, fields, today)
            ?? TScore(disposition, fields) ?? Drug(disposition, fields) ?? fields.Texts().Select(TextRefusal).FirstOrDefault(t => t is not null);

    /// <summary>What is wrong with a text that a person typed; null: nothing. Everything else is kept exactly as it came.</summary>
    public static string? TextRefusal(string text)
    {
        if (text.Length > DispositionFields.LongestText)
            return $"a text is longer than {DispositionFields.LongestText} characters; shorten it";
        if (text.Contains('\0', StringComparison.Ordinal))
            return "a text holds the character U+0000, which no database keeps; remove it";
        // Browsers show U+0080 to U+009F as what Windows has in these places, so that it could not be shown as it was kept.
        if (text.FirstOrDefault(c => c is >= '\u0080' and <= '\u009f') is var control and not '\0')
            return $"a text holds the control character U+{(int)control:X4}, which browsers show as another one; remove it";
        for (var i = 0; i < text.Length; i += Rune.GetRuneAt(text, i).Utf16SequenceLength)
        {
            if (!Rune.TryGetRuneAt(text, i, out _))
                return "a text holds half a character (an unpaired surrogate); remove it";
        }
        return null;
    }

    private static string? Missing(Disposition disposition, DispositionFields fields) =>
        disposition.Required.Where(f => !fields.Has(f)).Select(f => $"'{disposition.Label}' takes a {Name(f)}; enter it").FirstOrDefault();

    private static string? Superfluous(Disposition disposition, DispositionFields fields) =>
        Enum.GetValues<DispositionField>()
            .Where(f => f != DispositionField.Text && fields.Has(f) && !disposition.Required.Contains(f) && !disposition.Asked.Contains(f))
            .Select(f => $"'{disposition.Label}' takes no {Name(f)}; leave it out").FirstOrDefault();

    private static string? Dates(DispositionFields fields, DateOnly? bornOn, DateOnly today)
    {
        if (fields.Date > today)
            return "the date is in the future; enter the day on which it happened";
        if (fields.Date < EarliestDate)
            return "the date is before 1900";
        // The next run would refuse such a row of the source, too.
        if (fields.Date < bornOn)
            return "the date is before the patient was born; enter the day on which it happened";
        if (fields.Appointment < today)
            return "the appointment is in the past; enter what came of it instead";
        return fields.Appointment > FurthestAppointment.AddTo(today) ? "the appointment is more than a year ahead" : null;
    }

    private static string? Until(Disposition disposition, string pathway, DispositionFields fields, DateOnly today)
    {
        if (fields.Until is not { } until)
            return null;
        if (until <= today)
            return "the date until which to put it off has to be after today";
        return disposition.AtMost.In(pathway) is { } most && until > most.AddTo(today)
            ? $"'{disposition.Label}' in the {pathway} pathway reaches to {most.AddTo(today):yyyy-MM-dd} at most"
            : null;
    }

    private static string? TScore(Disposition disposition, DispositionFields fields)
    {
        if (fields.TScore is null != fields.TScoreSite is null)
            return "a T-score and its site belong together; enter both or neither";
        if (fields.TScore is { } score && !(score is >= LowestTScore and <= HighestTScore))
            return "a T-score lies between -10 and 10";
        return Choice("T-score site", fields.TScoreSite, disposition.Reports.Select(r => r.ForTScoreSite));
    }

    private static string? Drug(Disposition disposition, DispositionFields fields) => Choice("drug", fields.Drug, disposition.Reports.Select(r => r.ForDrug));

    private static string? Choice(string what, string? chosen, IEnumerable<string?> offered)
    {
        var known = offered.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return chosen is null || known.Contains(chosen, StringComparer.Ordinal) ? null : $"unknown {what}; choose one of {string.Join(", ", known)}";
    }

    private static string Name(DispositionField field) => field switch
    {
        DispositionField.TScore => "T-score",
        DispositionField.TScoreSite => "T-score site",
        DispositionField.Until => "date until which to put it off",
        DispositionField.Text => "comment",
        _ => EntryNames.Of(field).Replace('-', ' '),
    };
}
