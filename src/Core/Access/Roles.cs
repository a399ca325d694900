using System.Collections;

namespace Opportune.Core;

/// <summary>The roles that one person holds, and what they allow. This table is the only place that says what a role may do.</summary>
public readonly record struct Roles : IEnumerable<Role>
{
    private static readonly Dictionary<Role, Permission[]> Table = new()
    {
        [Role.Viewer] = [Permission.SeePatients],
        [Role.Reviewer] = [Permission.SeePatients, Permission.ExportPatients, Permission.DecideEntries, Permission.SeeStanding, Permission.ValidateMeasures],
        [Role.Clinician] = [Permission.SeePatients, Permission.ExportPatients, Permission.DecideEntries, Permission.CloseSeveral, Permission.SeeStanding, Permission.ValidateMeasures, Permission.ProposeRules, Permission.AnswerDisputes],
        [Role.ClinicalLead] =
        [
            Permission.SeePatients, Permission.ExportPatients, Permission.DecideEntries, Permission.ReopenClosed, Permission.SeeRuns, Permission.ReleaseClinical, Permission.TakeRows,
            Permission.SeeStanding, Permission.DecideStanding, Permission.StopMeasures, Permission.RecallRows, Permission.ValidateMeasures, Permission.SeeQuality, Permission.ProposeRules, Permission.ActivateRules, Permission.AnswerDisputes,
        ],
        [Role.Administrator] = [Permission.SeeRuns, Permission.ControlRuns, Permission.ReleaseTechnical, Permission.ManagePeople, Permission.SeeExports, Permission.SeeStanding, Permission.ProposeRules, Permission.SeeQuality],
        [Role.Auditor] = [Permission.SeeExports, Permission.ReadAudit],
    };

    private readonly uint _held;

    private Roles(uint held) => _held = held;

    /// <summary>Nobody's.</summary>
    public static Roles None { get; }

    /// <summary>These.</summary>
    public static Roles Of(IEnumerable<Role> roles) => new(roles.Aggregate(0u, (held, role) => held | Bit(role)));

    /// <summary>One alone.</summary>
    public static implicit operator Roles(Role role) => new(Bit(role));

    /// <summary>Reads what <see cref="ToString"/> wrote. What is no role allows nothing.</summary>
    public static Roles Parse(string text) => Of(text.Split(' ').Join(Enum.GetValues<Role>(), name => name, EntryNames.Of, (_, role) => role));

    /// <summary>Whether that one is among them.</summary>
    public bool Has(Role role) => (_held & Bit(role)) != 0;

    /// <summary>Whether one of them allows it.</summary>
    public bool May(Permission permission) => For(permission) is not null;

    /// <summary>The role in which it is done: of those that allow it, the one that allows least. Null: none does.</summary>
    public Role? For(Permission permission) => OneOf(r => Table[r].Contains(permission));

    /// <summary>The same, of those named.</summary>
    public Role? For(IReadOnlyList<Role> allowed) => OneOf(allowed.Contains);

    /// <inheritdoc/>
    public IEnumerator<Role> GetEnumerator()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            if (Has(role))
                yield return role;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>"clinician administrator"; empty: none.</summary>
    public override string ToString() => string.Join(' ', this.Select(EntryNames.Of));

    private static uint Bit(Role role) => 1u << (int)role;

    private Role? OneOf(Func<Role, bool> allows)
    {
        foreach (var role in this)
        {
            if (allows(role))
                return role;
        }
        return null;
    }
}
