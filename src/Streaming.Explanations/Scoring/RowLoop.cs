using System.Runtime.ExceptionServices;

namespace Streaming.Explanations.Scoring;

/// <summary>Works on rows in parallel; a fault comes out as it is, and not as one of several.</summary>
static class RowLoop
{
    internal static void Run(int count, int threads, Action<int> work, CancellationToken stop)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop }, work);
        }
        catch (AggregateException e)
        {
            // Rows fail for the same reason, or the first one will do.
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
        }
    }
}
