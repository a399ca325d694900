using System.Text;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>A gap that puts a patient on the list, as far as it takes to tell which of the patient's leads.</summary>
internal readonly record struct GapLead(string PatientId, int Kind, int Tier, DateOnly Index, string Measure, string? FindingId)
{
    /// <summary>Null where the gap does not put anybody on the list.</summary>
    /// <param name="gap">As <see cref="GapCodec"/> wrote it.</param>
    public static GapLead? Of(ReadOnlySpan<byte> gap)
    {
        var fields = new GapFields(gap);
        var measure = fields.Text();
        fields.Integer();
        var patient = fields.Text();
        fields.Text();
        var status = (GapStatus)fields.Byte();
        if (status is not (GapStatus.Open or GapStatus.Withheld) || !GapRecord.Leads(gap))
            return null;
        fields.Text();
        var tier = fields.Integer();
        fields.Text();
        var index = fields.Date();
        var isFinding = (Table)fields.Byte() == Table.ImagingFindings;
        return new(Text(patient), status == GapStatus.Open ? 0 : 1, tier, index, Text(measure), isFinding ? Text(fields.Text()) : null);
    }

    /// <summary>The open ones first, the lowest tier, the latest finding: the same whatever the order in which the gaps come.</summary>
    public bool GoesBefore(GapLead other) =>
        (Kind, Tier, -Index.DayNumber).CompareTo((other.Kind, other.Tier, -other.Index.DayNumber)) is var order && (order < 0 || order == 0 && Utf8Order.Compare(Measure, other.Measure) < 0);

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
