using Streaming.Application.Jobs;

namespace Streaming.Application.Operations;

/// <summary>Something that can be done, whichever door the wish comes in by.</summary>
public interface IOperation
{
    /// <summary>Its name, and who may call it.</summary>
    OperationInfo Info { get; }

    /// <summary>Has somebody work with it by the types of its request and result.</summary>
    T Accept<T>(IOperationVisitor<T> visitor);
}

/// <summary>Works with operations of which only the name is known, without losing what their requests and results are.</summary>
/// <typeparam name="T">What comes of it.</typeparam>
public interface IOperationVisitor<out T>
{
    /// <summary>An operation with one result.</summary>
    T Visit<TRequest, TResult>(Operation<TRequest, TResult> operation);

    /// <summary>An operation whose result is a stream.</summary>
    T Visit<TRequest, TItem>(StreamOperation<TRequest, TItem> operation);
}

/// <summary>
/// An operation: a typed request in, a typed result out, which is also what doors show as JSON. Without state; only
/// <see cref="OperationRunner"/> can run it, so that nobody gets past authorisation and the access log.
/// </summary>
/// <typeparam name="TRequest">What is asked for.</typeparam>
/// <typeparam name="TResult">What comes of it.</typeparam>
public abstract class Operation<TRequest, TResult>(OperationInfo info) : IOperation
{
    /// <inheritdoc/>
    public OperationInfo Info { get; } = info;

    /// <inheritdoc/>
    public T Accept<T>(IOperationVisitor<T> visitor) => visitor.Visit(this);

    /// <summary>What a request is about, in a few words for the access log: a topology, a model.</summary>
    protected internal abstract string? AboutOf(TRequest request);

    /// <exception cref="Topology.StreamingException">It cannot be done; the message says why.</exception>
    protected internal abstract Task<TResult> RunAsync(TRequest request, OperationContext context, CancellationToken stop);

    /// <summary>Whether this request may be a job.</summary>
    protected internal virtual JobRule JobOf(TRequest request) => Info.Job;

    /// <summary>The request as a host elsewhere can run it: names every file from the root, and tells which it reads and writes.</summary>
    /// <exception cref="Topology.StreamingException">It asks for something that a job cannot do.</exception>
    protected internal virtual TRequest Placed(TRequest request, JobFiles files) => request;
}

/// <summary>An operation whose result is a stream, of a length that may not be known.</summary>
/// <typeparam name="TRequest">What is asked for.</typeparam>
/// <typeparam name="TItem">What comes, one after the other.</typeparam>
public abstract class StreamOperation<TRequest, TItem>(OperationInfo info) : IOperation
{
    /// <inheritdoc/>
    public OperationInfo Info { get; } = info;

    /// <inheritdoc/>
    public T Accept<T>(IOperationVisitor<T> visitor) => visitor.Visit(this);

    /// <inheritdoc cref="Operation{TRequest, TResult}.AboutOf"/>
    protected internal abstract string? AboutOf(TRequest request);

    /// <inheritdoc cref="Operation{TRequest, TResult}.RunAsync"/>
    protected internal abstract IAsyncEnumerable<TItem> RunAsync(TRequest request, OperationContext context, CancellationToken stop);
}
