namespace Opportune.Sources.Fhir;

/// <summary>What became of a resource.</summary>
/// <param name="Rule">Why it was skipped or rejected.</param>
/// <param name="Column">Of a rejected one, the element at fault.</param>
/// <param name="IsUsed">Whether rows were made of it.</param>
internal readonly record struct FhirFate(string? Rule, string? Column, bool IsUsed)
{
    /// <summary>Rows were made of it.</summary>
    public static FhirFate Used => new(null, null, true);

    /// <summary>Whether anything is said yet.</summary>
    public bool IsSaid => IsUsed || Rule is not null;

    /// <summary>Whether no row could be made of it, though one should.</summary>
    public bool IsRejected => Column is not null;

    /// <summary>It means no row, and that is as it should be.</summary>
    public static FhirFate Skipped(string reason) => new(reason, null, false);

    /// <summary>No row could be made of it.</summary>
    public static FhirFate Rejected(string rule, string column) => new(rule, column, false);
}
