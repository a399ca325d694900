using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>What people read of a gap, as the database keeps it: the texts, and the evidence as JSON.</summary>
internal sealed class GapContent
{
    private GapContent(Gap gap, byte[] evidence) => (Gap, Evidence) = (gap, evidence);

    /// <summary>For its texts.</summary>
    public Gap Gap { get; }

    /// <summary>JSON array as UTF-8, one object an item, named like the columns of evidence.parquet; what is missing is left out.</summary>
    public byte[] Evidence { get; }

    /// <summary>SHA-256 over all of it.</summary>
    public string Hash
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var text in new[] { Gap.Why, Gap.LookedFor, Gap.WouldClose, Gap.Wording, Gap.Limits })
            {
                hash.AppendData(Encoding.UTF8.GetBytes(text));
                hash.AppendData([0]);
            }
            hash.AppendData(Evidence);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>Of a gap that people are shown; of others null.</summary>
    public static GapContent? Of(Gap gap) => gap.Status is GapStatus.Open or GapStatus.Withheld ? new(gap, Json(gap.Evidence)) : null;

    private static byte[] Json(IReadOnlyList<EvidenceItem> items)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var item in items)
                Write(json, item);
            json.WriteEndArray();
        }
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, EvidenceItem item)
    {
        var (source, mention) = (item.Event, item.Event?.Mention);
        json.WriteStartObject();
        json.WriteString("role", item.Role);
        json.WriteString("criterion", item.Criterion);
        json.WriteString("outcome", Words.Of(item.Outcome));
        if ((source?.Table ?? item.Searched) is { } table)
            json.WriteString("table", CanonicalTable.Of(table).Name);
        Write(json, "row_id", source?.RowId);
        Write(json, "date", source?.Date);
        Write(json, "code_system", mention is null ? source?.CodeSystem : EvidenceRows.Lexicon);
        Write(json, "code", mention is null ? source?.Code : mention.Concept);
        if ((mention is null ? source?.Value : mention.Value) is { } value && double.IsFinite(value))
            json.WriteNumber("value", value);
        Write(json, "unit", mention is null ? source?.Unit : mention.Unit);
        if (mention is not null)
        {
            json.WriteNumber("start", mention.Start);
            json.WriteNumber("length", mention.Length);
        }
        // Where the job keeps no text, evidence says where it stands.
        var text = mention is null ? source?.Display : mention.Excerpt.Length > 0 ? mention.Excerpt : null;
        Write(json, "excerpt", text);
        if (mention is not null && text is not null)
            json.WriteNumber("excerpt_start", mention.ExcerptStart);
        if (source is { Mention: null, Code: not null, MatchedBy: not MatchWays.Code })
            json.WriteString("matched_by", source.MatchedBy);
        Write(json, "window_from", item.Window?.From is { } from && from > DateOnly.MinValue ? from : null);
        Write(json, "window_to", item.Window?.To);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static void Write(Utf8JsonWriter json, string name, DateOnly? date)
    {
        if (date is { } day)
            json.WriteString(name, day.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
    }
}
