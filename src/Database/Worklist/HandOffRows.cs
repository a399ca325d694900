namespace Opportune.Database;

/// <summary>What was sent to a clinician about an entry.</summary>
public sealed record HandOffRow
{
    /// <summary>Order of sending.</summary>
    public long HandOffId { get; init; }

    /// <summary>The entry.</summary>
    public string EntryId { get; init; } = "";

    /// <summary>The request that the entry's event came with.</summary>
    public string RequestId { get; init; } = "";

    /// <summary><see cref="Core.HandOffStep"/>, by name.</summary>
    public string Step { get; init; } = "";

    /// <summary>The entry's episode at that time.</summary>
    public long Episode { get; init; }

    /// <summary>The clinician.</summary>
    public string RecipientId { get; init; } = "";

    /// <summary>The clinician's name.</summary>
    public string RecipientName { get; init; } = "";

    /// <summary>By what it went.</summary>
    public string Channel { get; init; } = "";

    /// <summary>Exactly what was shown to be sent.</summary>
    public string Message { get; init; } = "";

    /// <summary>The summary that it was a part of; null: it went alone.</summary>
    public string? SummaryId { get; init; }

    /// <summary>How far the data reached.</summary>
    public DateOnly DataUpTo { get; init; }

    /// <summary>What the sender confirmed because the data was old; null: it was not.</summary>
    public string? Confirmed { get; init; }

    /// <summary>Who sent it.</summary>
    public string SentBy { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset SentAt { get; init; }

    /// <summary>The day by which that person worked.</summary>
    public DateOnly SentOn { get; init; }

    /// <summary>When it was taken back, and so did not go out; null: it stands.</summary>
    public DateTimeOffset? UndoneAt { get; init; }

    /// <summary>The last of those about an entry that stands; null: nothing was sent.</summary>
    /// <param name="sent">They, oldest first.</param>
    public static HandOffRow? LastOf(IEnumerable<HandOffRow> sent) => sent.LastOrDefault(s => s.UndoneAt is null);
}

/// <summary>Somebody who may be responsible for patients.</summary>
public sealed record ClinicianRow
{
    /// <summary>Identifier, as the source gives it.</summary>
    public string ClinicianId { get; init; } = "";

    /// <summary>Name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Role, as the source calls it.</summary>
    public string? Role { get; init; }

    /// <summary>Site.</summary>
    public string? Site { get; init; }

    /// <summary>Panel.</summary>
    public string? Panel { get; init; }

    /// <summary>
    /// Whether the name or the role holds what is typed; case and accents do not matter. Asked here and not of the database: one engine knows only the case
    /// of English letters, the other no accents, and there are a few thousand clinicians at most.
    /// </summary>
    public bool IsCalled(string typed) => SearchWords.Fold(typed.Trim()) is var words
        && (SearchWords.Fold(Name).Contains(words, StringComparison.Ordinal) || SearchWords.Fold(Role ?? "").Contains(words, StringComparison.Ordinal));

    /// <summary>Who of several of one name it is: "cardiologist, panel 3"; a panel says more than its site.</summary>
    public string RoleAndPlace => string.Join(", ", new[] { Role, Panel ?? Site }.OfType<string>());

    /// <summary>Entries to hand over; of lists of who has patients, as are the two that follow.</summary>
    public long ToSend { get; init; }

    /// <summary>Entries that wait for a reply.</summary>
    public long Waiting { get; init; }

    /// <summary>Entries whose reply is late.</summary>
    public long Late { get; init; }
}

/// <summary>Something happened to an entry of a clinician's patient.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Kind">What, as in <see cref="EventKinds"/>.</param>
/// <param name="ClinicianId">Whose patient it is now; null: nobody's.</param>
public sealed record TouchedClinician(long EventId, string Kind, string? ClinicianId);
