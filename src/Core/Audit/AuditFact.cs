namespace Opportune.Core;

/// <summary>Something that somebody did, saw or tried. Holds no name or record number of a patient, and no text of a report.</summary>
/// <param name="Who">The person's name as it stands in histories, or the system's name for who called; empty: nobody who is known.</param>
/// <param name="Role">The role in which it was done; empty: none.</param>
/// <param name="Action">What was done: lower-case words joined by hyphens, such as <c>entry-viewed</c>.</param>
/// <param name="Subject">What it was done to: the id of an entry, a run, a schedule or an account; empty: nothing in particular.</param>
/// <param name="Detail">What else is to be known, in a few words; empty: nothing.</param>
/// <param name="Origin">From where: an address, or the name of the machine.</param>
public sealed record AuditFact(string Who, string Role, string Action, string Subject, string Detail, string Origin);
