using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Opportune.Core;

namespace Opportune.Sources.Hl7;

/// <summary>
/// Decides which of several messages about one report count: of those that are signed the last, and the addenda that came after it,
/// which stand behind it. Without a signed one the last preliminary. Messages are told apart by their number in the order of reading;
/// of each, 56 bytes are held and sorted, not its text; of addenda also where their text lies in a file that is gone afterwards.
/// </summary>
internal sealed class Hl7Versions(string work) : IDisposable
{
    private readonly List<Key> _keys = [];
    private readonly List<Key> _people = [];
    private readonly Dictionary<long, (long At, int Length)> _addenda = [];
    private readonly Dictionary<long, List<long>> _behind = [];
    private bool[] _counts = [];
    private bool[] _showsPerson = [];
    private FileStream? _spool;

    /// <summary>How many reports were told.</summary>
    public long Count => _keys.Count;

    /// <summary>Tells a report; the numbers are those of the calls, from 0.</summary>
    /// <param name="place">What the report is known by.</param>
    /// <param name="changed">When its status changed.</param>
    /// <param name="sent">When the message was sent.</param>
    /// <param name="status">How far it has come.</param>
    /// <param name="person">Whom it is about; empty for nobody.</param>
    /// <param name="message">Of an addendum, its message and which of the message's reports it is.</param>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public void Tell(string place, long changed, long sent, Hl7Status status, string person, ReadOnlySpan<byte> message)
    {
        var number = _keys.Count;
        _keys.Add(new(Hash(place), changed, sent, number, status));
        if (person.Length > 0)
            _people.Add(new(Hash(person), sent, sent, number, status));
        if (status != Hl7Status.Addendum)
            return;
        _spool ??= new(Path.Combine(work, "addenda"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        _addenda[number] = (_spool.Position, message.Length);
        _spool.Write(message);
    }

    /// <summary>Counts a report that is known by nothing: it has a number, and does not count.</summary>
    public void TellNothing() => _keys.Add(new(0, 0, 0, _keys.Count, Hl7Status.Withdrawn));

    /// <summary>Decides.</summary>
    public void Decide()
    {
        _spool?.Flush();
        (_counts, _showsPerson) = (new bool[_keys.Count], new bool[_keys.Count]);
        foreach (var (from, to) in Groups(_keys))
            Decide(from, to);
        foreach (var (_, to) in Groups(_people))
            _showsPerson[_people[to - 1].Number] = true;
    }

    /// <summary>Whether the report counts where it stands.</summary>
    public bool Counts(long number) => _counts[number];

    /// <summary>Whether the message is the latest that shows its person.</summary>
    public bool ShowsPerson(long number) => _showsPerson[number];

    /// <summary>The addenda that stand behind a report that counts.</summary>
    public IReadOnlyList<long> Behind(long number) => _behind.GetValueOrDefault(number) ?? [];

    /// <summary>The message of an addendum.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public byte[] Addendum(long number)
    {
        var (at, length) = _addenda[number];
        var message = new byte[length];
        for (var read = 0; read < length;)
        {
            var more = RandomAccess.Read(_spool!.SafeFileHandle, message.AsSpan(read), at + read);
            read += more > 0 ? more : throw new EndOfStreamException();
        }
        return message;
    }

    /// <summary>A hash of what was decided for reports of these numbers: what a file's rows rest on beside the file.</summary>
    public string Decision(long from, long to)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var number = from; number < to; number++)
        {
            hash.AppendData([(byte)((_counts[number] ? 1 : 0) | (_showsPerson[number] ? 2 : 0))]);
            foreach (var addendum in Behind(number))
                hash.AppendData(Addendum(addendum));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _spool?.Dispose();

    private void Decide(int from, int to)
    {
        var group = _keys.GetRange(from, to - from);
        if (group[0].Place == 0)
            return;
        // The last that was signed or taken back; else the first addendum, for there is something that it was added to; else the last at all.
        var holds = group.FindLastIndex(k => k.Status is Hl7Status.Final or Hl7Status.Corrected or Hl7Status.Withdrawn);
        var addenda = group.Skip(holds + 1).Where(k => k.Status == Hl7Status.Addendum).Select(k => (long)k.Number).ToList();
        var first = holds >= 0 ? group[holds].Number : addenda.Count > 0 ? addenda[0] : group[^1].Number;
        if (holds < 0 && addenda.Count > 0)
            addenda.RemoveAt(0);
        _counts[first] = true;
        if (addenda.Count > 0)
            _behind[first] = addenda;
    }

    private static IEnumerable<(int From, int To)> Groups(List<Key> keys)
    {
        keys.Sort();
        for (var (from, to) = (0, 0); from < keys.Count; from = to)
        {
            while (to < keys.Count && keys[to].Place == keys[from].Place)
                to++;
            yield return (from, to);
        }
    }

    private static UInt128 Hash(string text) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private readonly record struct Key(UInt128 Place, long Changed, long Sent, int Number, Hl7Status Status) : IComparable<Key>
    {
        public int CompareTo(Key other) =>
            Place != other.Place ? Place.CompareTo(other.Place)
            : Changed != other.Changed ? Changed.CompareTo(other.Changed)
            : Sent != other.Sent ? Sent.CompareTo(other.Sent)
            : Number.CompareTo(other.Number);
    }
}
