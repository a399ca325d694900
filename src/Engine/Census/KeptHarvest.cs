using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

/// <summary>
/// A harvest of which a census says where everybody's records lie: it is not done over as a whole, only asked for some. Its file is open only
/// as long as it is read, for there may be thousands.
/// </summary>
/// <param name="Partition">The partition whose rows it is of tonight.</param>
/// <param name="Key">Its key.</param>
/// <param name="Ending">What ends it.</param>
/// <param name="Tail">Where that lies.</param>
/// <param name="FirstRow">The partition's first row within the table.</param>
/// <param name="Files">Opens what was kept under a key; null where there is none.</param>
internal sealed record KeptHarvest(Partition Partition, string Key, HarvestEnding Ending, HarvestTail Tail, long FirstRow, Func<string, SafeFileHandle?> Files)
{
    /// <summary>Opens its file.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public SafeFileHandle Open() => Files(Key) ?? throw KeptBytes.Damaged();
}
