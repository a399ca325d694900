namespace Opportune.Database.Views;

/// <summary>A view of the list that somebody keeps under a name.</summary>
/// <param name="ViewId">Its id.</param>
/// <param name="Owner">Id of whose it is.</param>
/// <param name="OwnerName">That person's name.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Query">What it shows, as it stands in the address; never a patient.</param>
/// <param name="Shared">1: everybody sees it.</param>
public sealed record ViewRow(string ViewId, string Owner, string OwnerName, string Name, string Query, long Shared)
{
    /// <summary>Whether everybody sees it.</summary>
    public bool IsShared => Shared == 1;
}
