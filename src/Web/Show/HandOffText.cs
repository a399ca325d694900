using System.Security.Cryptography;
using System.Text;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web.Show;

/// <summary>The texts about an entry that go to a clinician.</summary>
internal static class HandOffText
{
    /// <summary>The message about one patient.</summary>
    /// <param name="rules">The site's templates.</param>
    /// <param name="step">The first one, or the reminder.</param>
    /// <param name="view">The entry.</param>
    /// <param name="asked">When it was sent first; null: it was not.</param>
    /// <param name="sender">Who sends it.</param>
    /// <param name="today">The day it is.</param>
    public static string Message(HandOffRules rules, HandOffStep step, EntryView view, DateOnly? asked, string sender, DateOnly today) =>
        (step == HandOffStep.First ? rules.First : rules.Reminder).Fill(Values(view, asked, sender, today), HandOffRules.LongestMessage, Wording.Closing);

    /// <summary>One patient of a summary.</summary>
    public static string Item(HandOffRules rules, EntryView view, string sender, DateOnly today) =>
        rules.SummaryItem.Fill(Values(view, null, sender, today), HandOffRules.LongestItem);

    /// <summary>A summary of several patients of one clinician.</summary>
    public static string Summary(HandOffRules rules, string recipient, IReadOnlyList<SummaryItem> items, string sender, DateOnly today) => string.Join("\n\n",
        [Head(rules, recipient, items.Count, sender, today), .. items.Select((item, i) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i + 1}. {item.Text}")), Wording.Closing]);

    /// <summary>Tells a text from another: what was looked at is what is kept as sent.</summary>
    public static string Mark(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24];

    private static string Head(HandOffRules rules, string recipient, int count, string sender, DateOnly today) => rules.SummaryHead.Fill(new Dictionary<string, string?>
    {
        ["recipient"] = recipient,
        ["count"] = count.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["sender"] = sender,
        ["today"] = Dates.Text(today),
    }, HandOffRules.LongestItem);

    private static Dictionary<string, string?> Values(EntryView view, DateOnly? asked, string sender, DateOnly today)
    {
        var lines = view.Lines.Where(l => l.Why is not null).ToList();
        var lead = lines.Count > 0 ? lines[0] : null;
        return new(StringComparer.Ordinal)
        {
            ["patient"] = view.Person?.DisplayName ?? $"Patient {view.Entry.PatientNow}",
            ["born"] = view.Person?.BirthDate is { } birth ? Dates.Text(birth) : null,
            ["record"] = view.Person?.Mrn ?? view.Entry.PatientNow,
            // The sentence that it ends with stands below the whole message.
            ["paragraph"] = (lead?.Wording ?? view.Entry.FindingReason).Replace(Wording.Closing, "", StringComparison.Ordinal),
            ["looked-for"] = lead?.LookedFor,
            ["also"] = string.Join("; ", lines.Skip(1).Select(l => l.Why)),
            ["limits"] = lead?.Limits,
            ["recipient"] = view.Person?.ClinicianName,
            ["sender"] = sender,
            ["today"] = Dates.Text(today),
            ["sent-on"] = asked is { } day ? Dates.Text(day) : null,
        };
    }
}
