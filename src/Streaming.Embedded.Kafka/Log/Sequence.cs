namespace Streaming.Embedded.Kafka.Log;

/// <summary>Arithmetic of producer sequence numbers, which go from 0 to the largest int and then begin again at 0.</summary>
static class Sequence
{
    public const int None = -1;

    public static int Add(int sequence, int count) => (int)(((long)sequence + count) & int.MaxValue);

    public static bool Follows(int last, int next) => next == (last == int.MaxValue ? 0 : last + 1);
}
