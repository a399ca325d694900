using System.Data.Common;
using Dapper;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>Whose patient it is, by a person's word.</summary>
/// <param name="ClinicianId">The clinician; null: nobody, the site's pool.</param>
/// <param name="ByRule">Whether the rule is to hold again; the clinician then does not count.</param>
/// <param name="Reason">Why, for colleagues.</param>
public sealed record Correction(string? ClinicianId, bool ByRule, string Reason);

public sealed partial class WorklistWriter
{
    /// <summary>Says whose patient it is. It holds for all entries of the patient and over all later runs, until somebody says otherwise.</summary>
    public Task<ActionResult> Correct(string entryId, Correction correction, EntrySeen seen, EntryActor actor, CancellationToken cancel = default) =>
        Act(entryId, seen, actor, (connection, entry) =>
        {
            if (string.IsNullOrWhiteSpace(correction.Reason))
                return ActionResult.No(entry, "say why; it stands beside the correction from then on");
            if (FieldRules.TextRefusal(correction.Reason) is { } refused)
                return ActionResult.No(entry, refused);
            if (PersonOf(connection, entry) is null)
                return ActionResult.No(entry, "no publication said who this patient is; it can be corrected after the next run");
            var clinician = correction is { ByRule: false, ClinicianId: { } id } ? HandOffReader.Find(connection, id) : null;
            if (correction is { ByRule: false, ClinicianId: not null } && clinician is null)
                return ActionResult.No(entry, "this clinician is not, or no longer, among those who may be responsible; choose another");
            if (connection.Execute(Sql.Load("hand-offs/raise-revision.sql"), new { entry_id = entryId, seen_revision = seen.Revision }) == 0)
                return null;
            Write(connection, entry, clinician, correction.ByRule ? null : actor, correction.Reason);
            var whose = correction.ByRule ? "whose patient it is: by the rule again" : clinician is null ? "nobody's patient: to the pool" : $"patient of {OneLine(clinician.Name)}";
            EntryTable.AddEvent(connection, entry, entry.State, actor, EventKinds.Attributed, null, whose, new() { Value = correction.Reason, ClinicianId = clinician?.ClinicianId });
            return Now(connection, entryId, actor);
        }, cancel);

    private static PersonRow? PersonOf(DbConnection connection, EntryRow entry) =>
        PeopleTable.Find(connection, entry.PatientNow);

    // Without a person, the rule holds again.
    private static void Write(DbConnection connection, EntryRow entry, ClinicianRow? clinician, EntryActor? by, string reason) =>
        connection.Execute(Sql.Load("hand-offs/correct-clinician.sql"), new
        {
            patient_id = entry.PatientNow,
            clinician_id = clinician?.ClinicianId,
            name = clinician?.Name,
            panel = clinician?.Panel,
            by = by?.By,
            at = by?.At,
            reason = by is null ? null : reason,
        });
}
