using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Opportune.Core;
using Opportune.Serving.Alarms;

namespace Opportune.Serving;

/// <summary>What a service does beside answering: handed to it by whoever put the program together.</summary>
public sealed record ServiceWork
{
    /// <summary>The worker that this process is.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Begins to take work, before the first round; it is handed what says that work is to be handed back.</summary>
    public required Func<CancellationToken, CancellationToken, Task> Begin { get; init; }

    /// <summary>Looks at the schedules once, and lets what is due wait in the ledger.</summary>
    public required Func<CancellationToken, Task> LookAtSchedules { get; init; }

    /// <summary>Puts in order what nobody does, and carries out what waits; cancelled, it hands back.</summary>
    public required Func<CancellationToken, Task> TakeWork { get; init; }

    /// <summary>Gives a sign of life.</summary>
    public required Func<CancellationToken, Task> Beat { get; init; }

    /// <summary>How much it works on.</summary>
    public required Func<int> AtWork { get; init; }

    /// <summary>Takes nothing new from here on.</summary>
    public required Func<Task> Rest { get; init; }

    /// <summary>Gives back what it still has, and says that it leaves.</summary>
    public required Func<Task> Leave { get; init; }

    /// <summary>Instants at which schedules wanted a run, more than so long ago, and of which nothing was decided.</summary>
    public required Func<DbConnection, DateTimeOffset, TimeSpan, IReadOnlyList<MissedInstant>> Missed { get; init; }

    /// <summary>Whether a job runs measures that can find tier 1.</summary>
    public required Func<string, bool> FindsTierOne { get; init; }

    /// <summary>The channels that a job names; null: it names none.</summary>
    public required Func<string, IReadOnlyList<string>?> ChannelsOf { get; init; }

    /// <summary>Adds what pages need; null: there are none, and a start page stands in for them.</summary>
    public Action<IServiceCollection>? AddPages { get; init; }

    /// <summary>Maps the pages.</summary>
    public Action<WebApplication>? MapPages { get; init; }

    /// <summary>For how long what a job made is kept; null: for ever.</summary>
    public required Func<string, Retention?> Kept { get; init; }
}
