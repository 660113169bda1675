namespace Streaming.Inference.Serving;

/// <summary>
/// The models that score a batch together. They are held by the line-up, so that none is freed while a batch scores with it; freed itself
/// when its last holder lets go.
/// </summary>
public sealed class ServedLineup : SharedHold
{
    /// <summary>Takes over the caller's hold on each model.</summary>
    /// <param name="champion">Decides; null: the topology's rule does.</param>
    /// <param name="challengers">Tried beside it, in the order in which lineage names them: a canary first.</param>
    public ServedLineup(ServedModel? champion, params IReadOnlyList<Challenger> challengers) =>
        (Champion, Challengers) = (champion, challengers);

    /// <summary>Decides, where no canary does; null: the topology's rule.</summary>
    public ServedModel? Champion { get; }

    /// <summary>Tried beside it.</summary>
    public IReadOnlyList<Challenger> Challengers { get; }

    /// <summary>A line-up of these; null where there is none, when the rule scores alone.</summary>
    public static ServedLineup? Of(ServedModel? champion, params IReadOnlyList<Challenger> challengers) =>
        champion is null && challengers.Count == 0 ? null : new ServedLineup(champion, challengers);

    /// <inheritdoc/>
    protected override void Free()
    {
        Champion?.LetGo();
        foreach (var challenger in Challengers)
            challenger.Served.LetGo();
    }
}
