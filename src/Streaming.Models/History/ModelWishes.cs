using Streaming.Inference.Models;
using Streaming.Models.States;
using Streaming.Store.HashChains;
using Streaming.Topology;

namespace Streaming.Models.History;

/// <summary>
/// What somebody wants to happen to a version, as the event that it comes to; null where it is so already, so that a wish that comes twice
/// happens once. A wish that the version's state does not allow is refused with that state and the way out of it.
/// </summary>
/// <param name="history">What happened so far.</param>
/// <param name="at">Now.</param>
/// <param name="by">Whose wish it is.</param>
sealed class ModelWishes(ModelHistory history, DateTimeOffset at, Authorship by)
{
    public ChainedEvent? BeginShadow(int version)
    {
        var state = StateOf(version);
        if (state is Shadow)
            return null;
        if (state is not IShadowable)
        {
            throw state is Canary
                ? Refused(
                    version,
                    state,
                    "it decides already, and a shadow does not. Reject it first; then it can be tried again",
                    Cure.RejectModel(history.Name, version)
                )
                : Refused(
                    version,
                    state,
                    "it scores everything already. Once another version is promoted it can be a shadow of that",
                    Cure.Promote(history.Name)
                );
        }

        var shadows = history.ShadowVersions;
        return shadows.Count < Shadow.Most
            ? new ModelShadowBegun(version, at) { Author = by }
            : throw new ModelException(
                $"'{history.Name}' has {Shadow.Most} shadows, and no more are allowed: versions {string.Join(", ", shadows)}. Reject one "
                    + "of them first, or go on with it."
            )
            {
                Cure = Cure.RejectModel(history.Name, shadows[0]),
            };
    }

    public ChainedEvent? BeginCanary(int version, double share)
    {
        if (!Canary.IsShare(share))
        {
            throw new ModelException($"A canary decides for more than 0 % and at most 50 % of the keys, not for {share:0.####%}.")
            {
                Kind = FailureKind.Invalid,
            };
        }

        var state = StateOf(version);
        if (state is Canary canary && canary.Share.Equals(share))
            return null;
        if (state is not ICanariable)
        {
            throw state is Champion
                ? Refused(version, state, "it decides for all keys already. Promote another version first", Cure.Promote(history.Name))
                : Refused(version, state, "let it be a shadow first", Cure.ShadowModel(history.Name, version));
        }

        return history.CanaryVersion is not { } other || other == version
            ? new ModelCanaryBegun(version, share, at) { Author = by }
            : throw new ModelException(
                $"'{history.Name}' has a canary already, version {other}, and there is one at a time. Promote or reject that one first."
            )
            {
                Cure = Cure.RejectModel(history.Name, other),
            };
    }

    public ChainedEvent? Promote(int version) =>
        StateOf(version) switch
        {
            Champion => null,
            IPromotable => new ModelPromoted(version, at) { Author = by },
            var state => throw Refused(
                version,
                state,
                "let it be a shadow first, and see what it makes of today's records",
                Cure.ShadowModel(history.Name, version)
            ),
        };

    public ChainedEvent? Reject(int version) =>
        StateOf(version) switch
        {
            Rejected => null,
            IRejectable => new ModelRejected(version, at) { Author = by },
            Champion state => throw Refused(
                version,
                state,
                "a champion is not rejected. Roll it back, or promote another version",
                Cure.RollBackModel(history.Name)
            ),
            var state => throw Refused(
                version,
                state,
                "it serves nothing that it could be taken from, and comes back only if somebody wants it",
                Cure.ListModels
            ),
        };

    /// <param name="version">Null: the champion.</param>
    public ChainedEvent? RollBack(int? version)
    {
        var wanted = version ?? history.ChampionVersion ?? throw NoChampion();
        switch (StateOf(wanted))
        {
            case RolledBack:
                return null;
            case Champion:
                return new ModelRolledBack(wanted, Before(wanted), at) { Author = by };
            case Canary:
                return new ModelRolledBack(wanted, history.ChampionVersion, at) { Author = by };
            case var unused and (Registered or Shadow):
                throw Refused(
                    wanted,
                    unused,
                    "it has decided nothing that could be taken back. It can be rejected",
                    Cure.RejectModel(history.Name, wanted)
                );
            case var state:
                throw Refused(wanted, state, "it decides nothing any more, so there is nothing to take back", Cure.ListModels);
        }
    }

    int Before(int champion)
    {
        if (history.BeforeChampion is not { } before)
        {
            throw new ModelException(
                $"Version {champion} of '{history.Name}' is the first champion: there is none before it to go back to. Promote another "
                    + "version."
            )
            {
                Cure = Cure.Promote(history.Name),
            };
        }

        return StateOf(before) is Retired
            ? before
            : throw new ModelException(
                $"Version {before} of '{history.Name}' was champion before version {champion}, and is {StateOf(before).Word} now: it "
                    + "is not gone back to unseen. Promote the version that is to decide."
            )
            {
                Cure = Cure.Promote(history.Name),
            };
    }

    ModelException NoChampion() =>
        history.CanaryVersion is { } canary
            ? new($"'{history.Name}' has no champion to take back. Its canary, version {canary}, ends by being rejected.")
            {
                Cure = Cure.RejectModel(history.Name, canary),
            }
            : new($"'{history.Name}' has no champion, so there is nothing to take back.") { Cure = Cure.ListModels };

    ModelState StateOf(int version) => history.StateOf(version) ?? throw ModelRegistry.Unknown(version, history);

    ModelException Refused(int version, ModelState state, string why, Cure cure) =>
        new($"Version {version} of '{history.Name}' is {state.Word}: {why}.") { Cure = cure };
}
