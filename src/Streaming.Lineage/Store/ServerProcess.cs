namespace Streaming.Lineage.Store;

/// <summary>The process of the server in which an append runs; behind a pooler it is known only once the transaction has begun.</summary>
sealed class ServerProcess
{
    volatile int _id;

    /// <summary>0 while it is not known.</summary>
    public int Id
    {
        get => _id;
        set => _id = value;
    }
}
