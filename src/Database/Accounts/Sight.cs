using Dapper;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// Which patients somebody may see. Whatever reads or changes entries for people is made for one sight, and every statement that shows entries takes
/// them from <c>sql/sight/entries.sql</c>, of which this says the lines: there is no other way to them.
/// </summary>
public sealed class Sight : IEquatable<Sight>
{
    private readonly IReadOnlyCollection<string> _asked;
    private readonly Scope _scope;
    private readonly string? _viewer, _own;
    private readonly DateTimeOffset _now;

    private Sight(IReadOnlyCollection<string> asked, Scope scope, string? viewer, string? own, DateTimeOffset now) =>
        (_asked, _scope, _viewer, _own, _now) = (asked, scope, viewer, own, now);

    /// <summary>All patients, restricted ones too: of runs, and of who has an account on the server itself.</summary>
    public static Sight Everything { get; } = new([], Scope.All, null, null, default);

    /// <summary>All patients but restricted ones: what is counted beforehand for everybody.</summary>
    public static Sight Unrestricted { get; } = Of("", new(Roles.None, Scope.All), default);

    /// <summary>What a person sees at an instant: the scope, without the own row, and without restricted records but those that the person opened.</summary>
    public static Sight Of(string userId, Grants grants, DateTimeOffset now)
    {
        List<string> asked = ["guarded"];
        if (grants.Scope.Sites.Count > 0)
            asked.Add("sites");
        if (grants.Scope.Panels.Count > 0)
            asked.Add("panels");
        if (grants.Scope.Equals(Scope.None))
            asked.Add("nobody-at-all");
        if (grants.PatientId is not null)
            asked.Add("own");
        if (grants.MayOpenRestricted)
            asked.Add("opened");
        return new(asked, grants.Scope, grants.MayOpenRestricted ? userId : null, grants.PatientId, now);
    }

    /// <summary>The same with restricted records among them: to find the one that is to be opened, never to show it.</summary>
    internal Sight WithRestricted() => new([.. _asked.Except(["guarded"])], _scope, _viewer, _own, _now);

    /// <summary>The sites and panels.</summary>
    public Scope Scope => _scope;

    /// <summary>Whether it is that of all patients without any exception.</summary>
    public bool IsEverything => _asked.Count == 0;

    /// <summary>The statement of a file, with the lines that hold here.</summary>
    internal string Load(string name) => Sql.Load(name, _asked);

    /// <summary>The same for a statement that reads no list in its order: patients are looked up by the panels of the scope.</summary>
    internal string LoadByPanel(string name) => Sql.Load(name, [.. _asked, "by-panel"]);

    /// <summary>The lines that hold here, for a statement that has others.</summary>
    internal IReadOnlyCollection<string> Asked => _asked;

    /// <summary>A statement's parameters, and beside them those of its entries.</summary>
    internal DynamicParameters With(object? parameters = null)
    {
        var all = new DynamicParameters(parameters);
        AddTo(all);
        return all;
    }

    /// <inheritdoc cref="With"/>
    internal void AddTo(DynamicParameters parameters)
    {
        if (IsEverything)
            return;
        parameters.Add("scope", _scope.Text);
        parameters.Add("viewer", _viewer);
        parameters.Add("own", _own);
        parameters.Add("sight_at", _now);
    }

    /// <summary>Whether it is the same patients now, as far as nobody opens or closes a record.</summary>
    public bool Equals(Sight? other) => other is not null && IsEverything == other.IsEverything && _scope.Equals(other._scope) && (_viewer, _own) == (other._viewer, other._own);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Sight);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_scope, _viewer, _own);
}
