namespace Opportune.Core;

/// <summary>Somebody of the providers table.</summary>
/// <param name="Id">Identifier, as the source gives it.</param>
/// <param name="Name">Name, for people's eyes.</param>
/// <param name="Role">What the source calls the role; null: it does not say.</param>
/// <param name="Site">Site; null: the source does not say.</param>
/// <param name="Panel">Panel; null: the source does not say.</param>
/// <param name="IsActive">False where the source says that the person no longer works here.</param>
public sealed record Clinician(string Id, string Name, string? Role, string? Site, string? Panel, bool IsActive);

/// <summary>How often a patient was seen by somebody.</summary>
/// <param name="Count">Visits within the rule's months, at least 1.</param>
/// <param name="Last">The last of them.</param>
public readonly record struct VisitsWith(int Count, DateOnly Last);

/// <summary>Why somebody is held responsible for a patient, first is best.</summary>
public enum AttributedBy
{
    /// <summary>The patient's active primary-care clinician, seen within the rule's months.</summary>
    PrimaryCare,

    /// <summary>The most visits within the rule's months.</summary>
    Visits,

    /// <summary>Ordered the exam of the leading finding.</summary>
    Ordering,

    /// <summary>Nobody: the site's pool.</summary>
    Pool,
}

/// <summary>A clinician who may be responsible for a patient, and why.</summary>
/// <param name="Id">The clinician.</param>
/// <param name="Name">Name.</param>
/// <param name="Panel">Panel; null: none is known.</param>
/// <param name="By">By which step of the rule.</param>
/// <param name="Because">The same in a few words for people, with its dates.</param>
public sealed record AttributedTo(string Id, string Name, string? Panel, AttributedBy By, string Because);
