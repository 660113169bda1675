using Streaming.Application.Operations;

namespace Streaming.Gateway.Tests.Describing;

/// <summary>What an operation is asked, and what it answers or what its stream has in it.</summary>
sealed class OperationTypes : IOperationVisitor<(Type Request, Type Result)>
{
    public (Type Request, Type Result) Visit<TRequest, TResult>(Operation<TRequest, TResult> operation) =>
        (typeof(TRequest), typeof(TResult));

    public (Type Request, Type Result) Visit<TRequest, TItem>(StreamOperation<TRequest, TItem> operation) =>
        (typeof(TRequest), typeof(TItem));
}
