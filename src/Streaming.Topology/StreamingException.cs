namespace Streaming.Topology;

/// <summary>
/// A fault the user can mend. The message names the culprit and is shown as it is, without a stack trace; what to do stands in it too,
/// and where it is to be done with this product, the cure stands beside it, for each door to word.
/// </summary>
public class StreamingException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What would mend it, or the fault that it tells further; null: the message says all there is.</summary>
    public Cure? Cure
    {
        get => field ?? (InnerException as StreamingException)?.Cure;
        init;
    }

    /// <summary>Whose fault it is, for doors that answer by it.</summary>
    public FailureKind Kind
    {
        get => field != FailureKind.Failed ? field : (InnerException as StreamingException)?.Kind ?? FailureKind.Failed;
        init;
    }
}

/// <summary>What kind of fault: whether the same request could succeed another time.</summary>
public enum FailureKind
{
    /// <summary>It cannot be done as things stand.</summary>
    Failed,

    /// <summary>What the request names is not there.</summary>
    Missing,

    /// <summary>The request asks for something that there cannot be.</summary>
    Invalid,

    /// <summary>There is too much to do for now; the same request may succeed in a moment.</summary>
    Busy,

    /// <summary>The request says that it is one made before, and is another.</summary>
    Mismatch,

    /// <summary>What the request brought was taken, judged, and found wrong.</summary>
    Rejected,

    /// <summary>What the request asked for has begun, and has not come to its end yet.</summary>
    Pending,
}
