using System.Globalization;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web.Show;

/// <summary>What goes to one clinician: about one patient, or about several in a summary.</summary>
/// <param name="ClinicianId">The clinician.</param>
/// <param name="Clinician">The clinician's name.</param>
/// <param name="Items">The patients, in the order of the list.</param>
/// <param name="Message">Exactly what is sent.</param>
internal sealed record HandOverLetter(string ClinicianId, string Clinician, IReadOnlyList<SummaryItem> Items, string Message)
{
    /// <summary>Whether it is a summary of several.</summary>
    public bool IsSummary => Items.Count > 1;

    /// <summary>As a field of a form holds it: its text's mark, and its entries as they are shown in it.</summary>
    public ShownLetter Shown => new(HandOffText.Mark(ClinicianId + '\0' + Message), new([.. Items.Select(i => new BulkChoice(i.View.Entry.EntryId, i.View.Entry.Seen))], ""));
}

/// <summary>A letter that was shown.</summary>
/// <param name="Mark">Tells its text and its recipient from others.</param>
/// <param name="Entries">The entries, each with what was seen of it.</param>
internal sealed record ShownLetter(string Mark, Chosen Entries)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static ShownLetter Parse(string? text) => (text ?? "").Split(' ', 2) is [var mark, var entries] ? new(mark, Chosen.Parse(entries, null)) : new("", Chosen.None);

    /// <summary>In one line, to be handed back.</summary>
    public override string ToString() => $"{Mark} {Entries.Text}";
}

/// <summary>What of several chosen entries goes to whom, and what cannot go.</summary>
/// <param name="Letters">One a clinician.</param>
/// <param name="Left">Entries that nothing is sent about, and why.</param>
/// <param name="Fresh">How old the oldest data is that they rest on.</param>
internal sealed record HandOver(IReadOnlyList<HandOverLetter> Letters, IReadOnlyDictionary<string, string> Left, Freshness Fresh)
{
    /// <summary>How many patients are written about.</summary>
    public int Count => Letters.Sum(l => l.Items.Count);

    /// <summary>For each entry what is kept as sent, or why nothing is.</summary>
    /// <param name="channel">By what it goes.</param>
    /// <param name="workplace">When data is old, and too old, and where.</param>
    /// <param name="confirmed">Whether it was confirmed that old data goes out.</param>
    /// <param name="summary">Names the summaries of this hand-over.</param>
    public IReadOnlyDictionary<string, BulkHandOff> For(HandOffChannel channel, Workplace workplace, bool confirmed, string summary)
    {
        var each = Left.ToDictionary(l => l.Key, l => new BulkHandOff(null, l.Value), StringComparer.Ordinal);
        foreach (var letter in Letters)
        {
            foreach (var item in letter.Items)
            {
                each[item.View.Entry.EntryId] = new(new()
                {
                    RecipientId = letter.ClinicianId,
                    Channel = channel,
                    Message = letter.IsSummary ? item.Text : letter.Message,
                    Limits = workplace.Freshness,
                    Zone = workplace.Zone,
                    Confirmed = confirmed,
                    SummaryId = letter.IsSummary ? summary : null,
                }, $"to {letter.Clinician}{(letter.IsSummary ? string.Create(CultureInfo.InvariantCulture, $", one of {letter.Items.Count} in a summary") : "")}");
            }
        }
        return each;
    }
}
