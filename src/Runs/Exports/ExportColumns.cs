using System.Text;
using Opportune.Columnar;
using Opportune.Database;

namespace Opportune.Runs.Exports;

/// <summary>The columns of the worklist as a table for others; two of them name the patient, whatever the format.</summary>
internal static class ExportColumns
{
    private static readonly (Column Column, Action<ColumnBuffer, EntryRow, bool> Fill)[] All =
    [
        Text("entry_id", e => e.EntryId), Name("patient_id", e => e.PatientNow), Name("mrn", e => e.Mrn), Text("display_name", e => e.DisplayName),
        Date("birth_date", e => e.BirthDate), Text("sex", e => e.PersonSex), Text("site", e => e.Site), Text("measure", e => e.Leader),
        Text("pathway", e => e.Pathway), Integer("tier", e => e.Tier), Text("priority", e => e.Priority), Text("state", e => e.State),
        Text("why", e => e.Why), Text("looked_for", e => e.LookedFor), Date("covered_to", e => e.CoveredTo), Date("index_date", e => e.IndexDate),
        Date("due_date", e => e.DueDate), Date("first_seen", e => e.FirstSeen), Name("provider_id", e => e.ProviderId),
        Text("provider_name", e => e.ProviderName), Date("next_visit", e => e.NextVisit), Text("assignee", e => e.Assignee),
        Text("disposition", e => e.Reason), Date("decided_on", e => e.DecidedOn), Text("decided_by", e => e.DecidedBy), Date("returns_on", e => e.ReturnsOn),
    ];

    /// <summary>The columns, in order.</summary>
    public static Schema Schema { get; } = new(All.Select(c => c.Column));

    /// <summary>Adds an entry.</summary>
    /// <param name="rows">Where to.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="isForSpreadsheets">Whether texts that a spreadsheet would run are made harmless.</param>
    public static void Add(RowBatch rows, EntryRow entry, bool isForSpreadsheets)
    {
        for (var i = 0; i < All.Length; i++)
            All[i].Fill(rows[i], entry, isForSpreadsheets);
        rows.EndRow();
    }

    private static (Column, Action<ColumnBuffer, EntryRow, bool>) Text(string name, Func<EntryRow, string?> of) =>
        (new(name, ColumnKind.Text), (column, entry, safe) => AddText(column, of(entry), safe ? SpreadsheetSafe.Text : Whole));

    // A number of a person or thing: text, whatever it looks like.
    private static (Column, Action<ColumnBuffer, EntryRow, bool>) Name(string name, Func<EntryRow, string?> of) =>
        (new(name, ColumnKind.Text), (column, entry, safe) => AddText(column, of(entry), safe ? SpreadsheetSafe.Identifier : Whole));

    private static ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> utf8) => utf8;

    private static void AddText(ColumnBuffer column, string? text, Func<ReadOnlySpan<byte>, ReadOnlySpan<byte>> form)
    {
        if (text is null)
            column.AddNull();
        else
            column.Add(form(Encoding.UTF8.GetBytes(text)));
    }

    private static (Column, Action<ColumnBuffer, EntryRow, bool>) Integer(string name, Func<EntryRow, long> of) =>
        (new(name, ColumnKind.Integer, Optional: false), (column, entry, _) => column.Add(of(entry)));

    private static (Column, Action<ColumnBuffer, EntryRow, bool>) Date(string name, Func<EntryRow, DateOnly?> of) =>
        (new(name, ColumnKind.Integer, LogicalType.Date), (column, entry, _) => column.Add(of(entry)));
}
