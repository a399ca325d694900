using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database;
using Opportune.Schedules;

namespace Opportune.Web.Pages.Office;

/// <summary>All jobs: when each starts next, its last run, and what is paused, changed or missing.</summary>
internal sealed class SchedulesModel(OpportuneDatabase database, Workplace workplace, TimeProvider time) : PageModel
{
    /// <summary>The jobs, by id.</summary>
    public IReadOnlyList<ScheduleLine> Lines { get; private set; } = [];

    /// <summary>Whether jobs are started from here: the demo only shows.</summary>
    public bool StartsJobs => workplace.Office is not null;

    /// <summary>Shows them.</summary>
    public async Task OnGet(CancellationToken cancel)
    {
        var files = workplace.Office?.Duty.Files() ?? [];
        Lines = await database.Read(connection => ScheduleLine.All(connection, files, time.GetUtcNow()), cancel);
    }
}
