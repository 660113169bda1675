namespace Streaming.Pipeline.Recovery;

/// <summary>
/// The rule of recovery, facts in, decision out. Kafka's outputs are a projection of lineage: what lineage has and Kafka
/// has not is emitted again from lineage; what Kafka has and lineage has not means that one of the two was rolled back,
/// and then no automatic step is safe.
/// </summary>
public static class RecoveryRules
{
    /// <summary>What has to be done before the next batch.</summary>
    public static RecoveryDecision Decide(RecoveryFacts facts)
    {
        if (facts.EmittedVersion is not { } emitted)
            return WithoutEmittedOffset(facts);
        if (emitted > facts.TailVersion)
        {
            return new RecoveryDecision.Stop(
                OlderDatabase(emitted, facts.TailVersion),
                "restore a newer backup, or move this topology to a new name (and new output topics) and read the source again from "
                    + "the start",
                ByRepair: false
            );
        }

        if (IsTooFarBehind(emitted, facts.TailVersion - facts.Markers, facts.MaxInFlight))
        {
            return new RecoveryDecision.Stop(
                $"the group's offsets say that lineage version {emitted} was the last one emitted, but lineage ends at version "
                    + $"{facts.TailVersion}, and at most {facts.MaxInFlight} versions can be waiting to be emitted: the broker has lost "
                    + "newer offsets, or has not read all of its log",
                "restart the broker that coordinates the group and start again; if it stays so, stop all processes and repair the "
                    + "offsets, which finds out from the topics what was emitted",
                ByRepair: true
            );
        }
        // Nothing was ever read: where some start offsets are gone, beginning again loses nothing.
        if (facts.TailVersion == 0 && !facts.EveryInputCommitted)
            return new RecoveryDecision.StartFresh();
        if (emitted > 0 && Mismatch(facts) is { } mismatch)
        {
            return new RecoveryDecision.Stop(
                mismatch,
                "stop all its processes and repair the offsets, which sets those of the group back to the recorded positions",
                ByRepair: true
            );
        }

        return emitted == facts.TailVersion ? new RecoveryDecision.Continue() : new RecoveryDecision.ReEmit(emitted + 1, facts.TailVersion);
    }

    /// <summary>Whether an emitted version is older than it can be beside a tail that was read after it and before it was read
    /// again.</summary>
    /// <param name="emitted">Last version that is known to be emitted.</param>
    /// <param name="tail">Last recorded version.</param>
    /// <param name="maxInFlight">
    /// Batches that may be appended and not emitted yet, as the last one records it: those of one commit. Nobody appends before everything
    /// recorded is emitted, so no crash leaves more, and all that it leaves are of one process.
    /// </param>
    public static bool IsTooFarBehind(long? emitted, long tail, int maxInFlight) => emitted is { } version && tail - version > maxInFlight;

    internal static string OlderDatabase(long emitted, long tail) =>
        $"outputs up to lineage version {emitted} were emitted, but lineage ends at version {tail}: the database was restored from an "
        + "older backup or emptied";

    static RecoveryDecision WithoutEmittedOffset(RecoveryFacts facts)
    {
        if (facts.TailVersion > 0)
        {
            return new RecoveryDecision.Stop(
                $"lineage has {facts.TailVersion} batches, but the consumer group has no committed offsets: they expired or were deleted",
                "stop all its processes and repair the offsets, which commits the positions that lineage records (raise "
                    + "offsets.retention.minutes on the broker against a repetition)",
                ByRepair: true
            );
        }

        return new RecoveryDecision.StartFresh();
    }

    static string? Mismatch(RecoveryFacts facts)
    {
        if (facts.RecordedAtEmitted is not { } recorded)
            return $"lineage version {facts.EmittedVersion}, the last one emitted, cannot be read";
        foreach (var position in recorded)
        {
            var found = false;
            foreach (var committed in facts.Committed)
            {
                if (committed.Topic != position.Topic || committed.Partition != position.Partition)
                    continue;
                found = true;
                if (committed.Offset != position.Offset)
                {
                    return $"the group's offset for {position.Topic}[{position.Partition}] is {committed.Offset}, but lineage version "
                        + $"{facts.EmittedVersion} recorded {position.Offset}";
                }
            }

            if (!found)
            {
                return $"the group has no offset for {position.Topic}[{position.Partition}], which lineage version {facts.EmittedVersion} "
                    + $"recorded at {position.Offset}";
            }
        }

        return null;
    }
}
