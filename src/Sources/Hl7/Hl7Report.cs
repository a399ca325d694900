using System.Text;
using Opportune.Core;

namespace Opportune.Sources.Hl7;

/// <summary>What one message says of one accession.</summary>
/// <param name="Pid">The patient's segment; -1 where there is none.</param>
/// <param name="Visit">PV1; -1 where there is none.</param>
/// <param name="Accession">The accession, as text.</param>
/// <param name="Orders">The OBR segments, each with the segment behind its last.</param>
/// <param name="Status">How far it has come; null where OBR-25 says a word that the source does not know.</param>
internal sealed record Hl7Report(int Pid, int Visit, string Accession, List<(int Obr, int End)> Orders, Hl7Status? Status)
{
    /// <summary>The reports of a message, in its order. Orders of one accession are one report.</summary>
    public static List<Hl7Report> In(Hl7Message message, Hl7Source source)
    {
        var reports = new List<Hl7Report>();
        var (pid, visit) = (-1, -1);
        for (var i = 0; i < message.Count; i++)
        {
            if (message.Is(i, "PID"u8))
                (pid, visit) = (i, -1);
            else if (message.Is(i, "PV1"u8))
                visit = i;
            if (!message.Is(i, "OBR"u8))
                continue;
            var end = i + 1;
            while (end < message.Count && !message.Is(end, "OBR"u8) && !message.Is(end, "PID"u8) && !message.Is(end, "ORC"u8))
                end++;
            var accession = Encoding.UTF8.GetString(FirstFilled(message, i, source.Accession));
            Hl7Status? status = source.Statuses.TryGetValue(Encoding.UTF8.GetString(message.Component(i, 25, 1)), out var known) ? known : null;
            var at = accession.Length == 0 ? -1 : reports.FindIndex(r => r.Accession == accession && r.Pid == pid);
            if (at < 0)
            {
                reports.Add(new(pid, visit, accession, [(i, end)], status));
                continue;
            }
            reports[at].Orders.Add((i, end));
            // Of orders that have come differently far, the report has come as far as the one behind.
            if (status is null or Hl7Status.Preliminary)
                reports[at] = reports[at] with { Status = status };
        }
        return reports;
    }

    private static ReadOnlySpan<byte> FirstFilled(Hl7Message message, int obr, IReadOnlyList<Hl7Place> places)
    {
        foreach (var place in places)
        {
            if (message.Plain(message.Component(obr, place.Field, place.Component)) is { IsEmpty: false } found)
                return found;
        }
        return default;
    }
}
