namespace Opportune.Core;

/// <summary>What an account may do, and about whom.</summary>
/// <param name="Roles">Its roles.</param>
/// <param name="Scope">The patients it works with.</param>
public sealed record Grants(Roles Roles, Scope Scope)
{
    /// <summary>Whether it may open restricted records, each time with a reason.</summary>
    public bool MayOpenRestricted { get; init; }

    /// <summary>The person's own id as a patient, which this account is never shown; null: none is known.</summary>
    public string? PatientId { get; init; }
}
