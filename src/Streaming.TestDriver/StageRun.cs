using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Stages;

namespace Streaming.TestDriver;

/// <summary>How a network runs its stages' steps and who sees what they give; others time them.</summary>
abstract class StageRun
{
    /// <summary>Keeps what goes through a stage, so that it can start over where rows of it fail.</summary>
    public virtual bool StartsOver => false;

    /// <summary>Reads records of an outside topic.</summary>
    public virtual void Accept(StageProcessor stage, RawInput raw) => stage.Accept(raw);

    /// <summary>Reads a message of another stage.</summary>
    public virtual void Accept(StageProcessor stage, ChannelInput message) => stage.Accept(message);

    /// <summary>The stage's next batch.</summary>
    public virtual StageStep? Take(StageProcessor stage) => stage.Take();

    /// <summary>A batch has gone through a stage.</summary>
    public abstract void Recorded(StageProcessor stage, StageStep step);
}
