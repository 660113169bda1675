using Streaming.Lifecycle.Messages;

namespace Streaming.Lifecycle;

/// <summary>What a run has done for it. Each may be asked for again after a crash, and then does nothing more.</summary>
public interface ILearningSteps
{
    /// <summary>Has the first step of a run worked on, or finds that it is.</summary>
    /// <param name="message">What begins the run.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Number of the job.</returns>
    Task<long> BeginAsync(BeginRun message, CancellationToken stop);

    /// <summary>Has a step worked on, or finds that it is.</summary>
    /// <param name="run">The run.</param>
    /// <param name="step">The step.</param>
    /// <param name="version">The version that was trained.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Number of the job.</returns>
    Task<long> StartAsync(LearningRun run, LearningStep step, int version, CancellationToken stop);

    /// <summary>Ends the job that works on a run, where one does.</summary>
    Task StopAsync(LearningRun run, string? who, string why, CancellationToken stop);

    /// <summary>Ends the job that a run would have begun with, had it begun.</summary>
    Task StopAsync(BeginRun message, string why, CancellationToken stop);

    /// <summary>Takes the version of a run back from live rows, where it is tried on some and does not decide for all.</summary>
    Task TakeBackAsync(LearningRun run, int version, string? who, string why, CancellationToken stop);
}
