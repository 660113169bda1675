using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.ExamineMachine;

/// <summary>This machine, as it is configured.</summary>
public sealed record ExamineMachineRequest;

/// <summary>What was found.</summary>
/// <param name="Healthy">Everything that is needed works.</param>
public sealed record ExaminedMachine(bool Healthy, IReadOnlyList<MachineFinding> Findings);

/// <summary>One thing that was looked at.</summary>
/// <param name="Subject">What, in a word or two.</param>
/// <param name="Detail">What was found, with path and version.</param>
/// <param name="Cure">What to do; null where nothing needs doing.</param>
public sealed record MachineFinding(string Subject, FindingVerdict Verdict, string Detail, string? Cure);

/// <summary>What a finding means.</summary>
public enum FindingVerdict
{
    /// <summary>There and usable.</summary>
    Good,

    /// <summary>Not there, and not needed either.</summary>
    NotNeeded,

    /// <summary>Something that is needed does not work; the finding names the cure.</summary>
    Bad,
}

/// <summary>Says what is found on this machine, what is missing, and the cure; starts nothing.</summary>
public sealed class ExamineMachineOperation()
    : Operation<ExamineMachineRequest, ExaminedMachine>(new OperationInfo("machine.examine", Role.Viewer, Recording.Summarised))
{
    static MachineFinding Of(DoctorFinding finding) =>
        new(
            finding.Subject,
            finding.Verdict switch
            {
                DoctorVerdict.Good => FindingVerdict.Good,
                DoctorVerdict.NotNeeded => FindingVerdict.NotNeeded,
                _ => FindingVerdict.Bad,
            },
            finding.Detail,
            finding.Cure
        );

    /// <inheritdoc/>
    protected internal override string? AboutOf(ExamineMachineRequest request) => null;

    /// <inheritdoc/>
    protected internal override async Task<ExaminedMachine> RunAsync(
        ExamineMachineRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var report = await EmbeddedDoctor.ExamineAsync(context.EmbeddedOptions(EmbeddedParts.All), stop);
        return new ExaminedMachine(report.IsHealthy, [.. report.Findings.Select(Of)]);
    }
}
