using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Opportune.Core;

namespace Opportune.Database.Views;

/// <summary>Views of the list: a person keeps, shares, renames and removes those of his own; every change is written down with who and when.</summary>
public sealed class ViewTable(OpportuneDatabase database)
{
    /// <summary>The longest name.</summary>
    public const int LongestName = 60;

    /// <summary>A person keeps so many at most: all of them stand above the list.</summary>
    public const int MostOfOne = 30;

    // Of all others.
    private const long MostShared = 60;

    /// <summary>A person's own, and those that others share, by name.</summary>
    public Task<IReadOnlyList<ViewRow>> List(string userId, CancellationToken cancel = default) => database.Ask<IReadOnlyList<ViewRow>>(
        connection => connection.Query<ViewRow>(Sql.Load("views/list.sql"), new { owner = userId, limit = MostOfOne + MostShared }).AsList(), cancel);

    /// <summary>Keeps a view under a name; one of the same name and person shows this from now on.</summary>
    /// <param name="userId">Whose it is.</param>
    /// <param name="by">That person's name.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="query">What it shows.</param>
    /// <param name="shared">Whether everybody sees it.</param>
    /// <param name="cancel">Cancels it.</param>
    /// <returns>Why not, in one line; null: it is kept.</returns>
    public Task<string?> Save(string userId, string by, string name, string query, bool shared, CancellationToken cancel = default) => database.Write(connection =>
    {
        if (Refusal(name) is { } why)
            return why;
        var own = Own(connection, userId);
        if (own.Find(v => v.Name == name.Trim()) is { } same)
        {
            Change(connection, same with { Query = query, Shared = shared ? 1 : 0 }, by, "changed");
            return null;
        }
        if (own.Count >= MostOfOne)
            return $"you keep {MostOfOne} views already; remove one first";
        var view = new ViewRow(RandomNumberGenerator.GetHexString(12, lowercase: true), userId, by, name.Trim(), query, shared ? 1 : 0);
        connection.Execute(Sql.Load("views/add.sql"), new { view_id = view.ViewId, owner = userId, name = view.Name, query, shared = view.Shared, now = connection.Now() });
        Note(connection, view, by, "saved");
        return null;
    }, cancel);

    /// <summary>Gives a view of one's own another name, and shares it or keeps it to oneself.</summary>
    /// <returns>Why not, in one line; null: it is done.</returns>
    public Task<string?> Rename(string userId, string by, string viewId, string name, bool shared, CancellationToken cancel = default) => database.Write(connection =>
    {
        var own = Own(connection, userId);
        if (Refusal(name) is { } why)
            return why;
        if (own.Find(v => v.ViewId == viewId) is not { } view)
            return "this view is not yours, or it was removed meanwhile";
        if (own.Exists(v => v.ViewId != viewId && v.Name == name.Trim()))
            return "you keep another view of that name";
        var next = view with { Name = name.Trim(), Shared = shared ? 1 : 0 };
        if (next.Name != view.Name)
            Change(connection, next, by, "renamed");
        if (next.Shared != view.Shared)
            Change(connection, next, by, shared ? "shared" : "kept-to-oneself");
        return null;
    }, cancel);

    /// <summary>Removes a view of one's own.</summary>
    /// <returns>Why not, in one line; null: it is gone.</returns>
    public Task<string?> Remove(string userId, string by, string viewId, CancellationToken cancel = default) => database.Write(connection =>
    {
        if (Own(connection, userId).Find(v => v.ViewId == viewId) is not { } view)
            return "this view is not yours, or it was removed meanwhile";
        connection.Execute(Sql.Load("views/remove.sql"), new { view_id = viewId, now = connection.Now() });
        Note(connection, view, by, "removed");
        return null;
    }, cancel);

    private static List<ViewRow> Own(DbConnection connection, string userId) =>
        connection.Query<ViewRow>(Sql.Load("views/list.sql"), new { owner = userId, limit = long.MaxValue }).Where(v => v.Owner == userId).AsList();

    private static void Change(DbConnection connection, ViewRow view, string by, string change)
    {
        connection.Execute(Sql.Load("views/change.sql"), new { view_id = view.ViewId, name = view.Name, query = view.Query, shared = view.Shared });
        Note(connection, view, by, change);
    }

    private static void Note(DbConnection connection, ViewRow view, string by, string change) => connection.Execute(
        Sql.Load("views/add-change.sql"), new { view_id = view.ViewId, at = connection.Now(), changed_by = by, change, name = view.Name, query = view.Query });

    private static string? Refusal(string name) => name.Trim().Length switch
    {
        0 => "give the view a name",
        > LongestName => $"a name has at most {LongestName} characters",
        _ => FieldRules.TextRefusal(name),
    };
}
