namespace Streaming.Events.Expressions.Nodes;

sealed class LiteralNode<T>(T value) : Node<T>
    where T : unmanaged
{
    public override void Evaluate(in Frame frame, Span<T> result) => result.Fill(value);
}
