namespace Streaming.Drift.Evidence;

/// <summary>Which changes of a mean matter.</summary>
[Flags]
enum Direction
{
    Up = 1,
    Down = 2,
    Both = Up | Down,
}
