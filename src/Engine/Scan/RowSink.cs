using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Engine;

/// <summary>
/// Takes the rows of one table that a rule would use: judges them as far as that depends on nothing but the row, and gives
/// them to the harvest, with positive controls. One a thread and table; turned to each partition in turn.
/// </summary>
internal sealed class RowSink
{
    private static readonly int[] NoSets = [];

    private readonly WorkPlan _plan;
    private readonly TableLayout _layout;
    private readonly TableRules _rules;
    private readonly RowJudge _judge;
    private Harvest _harvest = null!;
    private bool _countsControls;

    public RowSink(WorkPlan plan, Table table)
    {
        (_plan, _layout) = (plan, TableLayout.Of(table));
        _rules = plan.Rules.Of(table);
        _judge = new(table);
    }

    /// <summary>Turns to a partition. What reviewers entered is no sign that anything reaches us, so no positive control.</summary>
    public void Open(Harvest harvest)
    {
        _harvest = harvest;
        _countsControls = _plan.Controls.Count > 0 && !harvest.Partition.IsReported;
    }

    /// <summary>Takes a row whose code or display matters.</summary>
    public void TakeCoded(RowValues values, in CodeHit hit, int patient = Harvest.Everybody) =>
        Take(values, hit, [], isReport: false, modality: null, reportStart: -1, patient);

    /// <summary>Takes a row, whatever of it matters.</summary>
    public void Take(
        RowValues values, in CodeHit hit, IReadOnlyList<Mention> mentions, bool isReport, string? modality, long reportStart, int patient = Harvest.Everybody)
    {
        TakeControl(values, hit);
        if (_judge.SkipReason(values) is { } reason)
        {
            Skip(values, reason, CanonicalValue.FirstDay, patient);
            return;
        }
        if (values.Fault is { } fault)
        {
            _harvest.Reject(values.Row, fault, patient);
            return;
        }
        var known = _judge.KnownFrom(values);
        var sets = SetsOn(hit, values.Date(_layout.Date));
        if (Slip(values, ref sets, ref mentions) is { } slip)
        {
            if (sets.IsEmpty && mentions.Count == 0 && !isReport)
            {
                _harvest.Reject(values.Row, slip, patient);
                return;
            }
            // The rest of the row counts.
            values.Forgotten++;
        }
        if (sets.IsEmpty && mentions.Count == 0 && !isReport)
        {
            Skip(values, SkipReasons.NoRuleUsesIt, known, patient);
            return;
        }
        var isRepaired = mentions.Count > 0 && !Utf8.IsValid(values.Text(_layout.FindingText));
        var to = Begin(RecordKind.Row, values, patient);
        RowWriter.Write(to, _layout, values, _harvest.FirstRow, new(
            sets, mentions, isReport, reportStart, known, IndexOf(sets, mentions, isReport ? modality : null), isRepaired));
        _harvest.SettleIfFull();
    }

    /// <summary>Takes a row as a positive control, if it is one; a later night looks back less far than this one.</summary>
    public void TakeControl(RowValues values, in CodeHit hit)
    {
        if (!MayBeControl(hit, values.Has(_layout.Date) ? values.Integer(_layout.Date) : null) || !_judge.IsDone(values))
            return;
        var known = _judge.KnownFrom(values);
        if (known > CanonicalValue.LastDay)
            return;
        var sets = SetsOn(hit, values.Date(_layout.Date));
        WriteControls(sets.Coded, values, known);
        WriteControls(sets.ByCrosswalk, values, known);
        WriteControls(sets.ByName, values, known);
    }

    /// <summary>Whether a row of that day, with that code or name, may be a positive control: most are of a day too long ago.</summary>
    public bool MayBeControl(in CodeHit hit, long? day) =>
        _countsControls && day > _plan.Rules.AsOfDay - SiteControls.RecentDays
        && (_rules.AnyControl(hit.Code?.Ever ?? NoSets) || _rules.AnyControl(hit.Names ?? NoSets));

    private void WriteControls(int[] sets, RowValues values, long known)
    {
        foreach (var set in sets)
        {
            if (_rules.ControlOfSet[set] is not (>= 0 and var control))
                continue;
            var to = _harvest.Common;
            to.Begin(RecordKind.Control, StableHash.Of(values.Text(_layout.Patient)));
            to.Number(control);
            to.Day(values.Integer(_layout.Date));
            to.Day(known);
            to.End();
            _harvest.SettleIfFull();
        }
    }

    private void Skip(RowValues values, string reason, long known, int patient)
    {
        if (patient != Harvest.Everybody)
            new JudgedRow(known, reason, null).Write(_harvest.ByPatient, _harvest.Patients[patient], patient);
        else if (known == CanonicalValue.FirstDay)
            _harvest.Book.Skip(reason);
        else
            new JudgedRow(known, reason, null).Write(_harvest.Common, StableHash.Of(values.Text(_layout.Patient)), 0);
    }

    private RecordBuffer Begin(RecordKind kind, RowValues values, int patient)
    {
        if (patient != Harvest.Everybody)
        {
            _harvest.ByPatient.Begin(kind, _harvest.Patients[patient], patient);
            return _harvest.ByPatient;
        }
        _harvest.Common.Begin(kind, StableHash.Of(values.Text(_layout.Patient)));
        return _harvest.Common;
    }

    // A crosswalk adds only what the code does not say already, and a name what neither says.
    private RowSets SetsOn(in CodeHit hit, DateOnly date)
    {
        var sets = hit.Code?.On(date) ?? NoSets;
        if (!_rules.AnyWanted(sets))
            sets = NoSets;
        var crosswalk = hit.Code?.ByCrosswalk(date) is { Length: > 0 } led && _rules.AnyWanted(led) ? Without(led, sets) : NoSets;
        return new(sets, crosswalk, hit.Names is { } names ? Without(Without(names, sets), crosswalk) : NoSets);
    }

    // Most names say what the code says.
    private static int[] Without(int[] sets, int[] others)
    {
        var left = 0;
        foreach (var set in sets)
            left += others.AsSpan().Contains(set) ? 0 : 1;
        return left == sets.Length ? sets : left == 0 ? NoSets : [.. sets.Except(others)];
    }

    // A value that nobody can have: what carries it is taken from the row.
    private RowFault? Slip(RowValues values, ref RowSets sets, ref IReadOnlyList<Mention> mentions)
    {
        if (_layout.Value < 0)
            return null;
        double? value = values.Has(_layout.Value) ? values.Real(_layout.Value) : null;
        var unit = value is null ? null : Encoding.UTF8.GetString(values.Text(_layout.Unit));
        RowFault? slip = null;
        if (value is not null && _rules.Refuse(sets.Coded, value, unit))
        {
            slip = new(RejectRules.ImplausibleValue, _layout.Value, value.Value.ToString(CultureInfo.InvariantCulture));
            sets = sets with { Coded = NoSets };
        }
        // A row's own value is the code's where it has a code.
        var own = values.Has(_layout.Code) ? null : value;
        if (Refused(mentions, own, unit) is not { } refused)
            return slip;
        mentions = Without(mentions, own, unit);
        return refused.Value is { } said
            ? new(RejectRules.ImplausibleValue, _layout.FindingText, said.ToString(CultureInfo.InvariantCulture))
            : new(RejectRules.ImplausibleValue, _layout.Value, own!.Value.ToString(CultureInfo.InvariantCulture));
    }

    private Mention? Refused(IReadOnlyList<Mention> mentions, double? own, string? unit)
    {
        for (var i = 0; i < mentions.Count; i++)
        {
            if (_plan.Rules.Mentions.Refuse(mentions[i], own, unit))
                return mentions[i];
        }
        return null;
    }

    private List<Mention> Without(IReadOnlyList<Mention> mentions, double? own, string? unit) => [.. mentions.Where(m => !_plan.Rules.Mentions.Refuse(m, own, unit))];

    private ulong IndexOf(in RowSets sets, IReadOnlyList<Mention> mentions, string? modality)
    {
        // A name never starts a clock.
        var measures = _rules.IndexOf(sets.Coded) | _rules.IndexOf(sets.ByCrosswalk);
        if (modality is not null)
            measures |= _plan.Rules.Reports.IndexOf(modality);
        foreach (var mention in mentions)
            measures |= _plan.Rules.Mentions.IndexOf(mention);
        return measures;
    }
}
