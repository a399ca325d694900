using Opportune.Database;

namespace Opportune.Web.Pages;

/// <summary>Who has an entry open, for the page that shows it.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="Page">Names the page.</param>
/// <param name="Claim">Who has it open; null: nobody does any more.</param>
/// <param name="Me">Id of who looks.</param>
/// <param name="Zone">The site's zone.</param>
internal sealed record OpenBy(string EntryId, string Page, Claim? Claim, string Me, TimeZoneInfo Zone)
{
    /// <summary>Whether this page holds it.</summary>
    public bool IsMine => Claim?.UserId == Me;
}
