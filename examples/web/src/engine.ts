// A firm being filled in, until the package has its own Session: the whole answer again at each change, and what differs.
import type { ExplainedTier, Firm, Policy, Value } from 'peiyu';

export interface SessionAnswer {
  readonly policy: string;
  readonly tiers: readonly ExplainedTier[];
  readonly questions: readonly string[];
}

export interface Update {
  readonly tiers: readonly (Partial<ExplainedTier> & { readonly tier: string })[];
}

export class Session {
  #answer: SessionAnswer;
  #firm: Firm = {};

  constructor(readonly policy: Policy, firm: Firm) {
    this.#answer = { policy: '', tiers: [], questions: [] };
    this.replace(firm);
  }

  set(field: string, value: Firm[string]): Update {
    const firm: Record<string, Firm[string]> = { ...this.#firm };
    if (value === null || value === undefined) delete firm[field];
    else firm[field] = value as Value;
    return this.replace(firm);
  }

  replace(firm: Firm): Update {
    const { policy, tiers } = this.policy.explain(firm);
    const before = this.#answer.tiers;
    const counts = new Map<string, number>();
    for (const id of tiers.flatMap((t) => t.missing)) counts.set(id, (counts.get(id) ?? 0) + 1);
    const questions = [...counts].sort((a, b) => b[1] - a[1]).map(([id]) => id);
    this.#answer = { policy, tiers, questions };
    this.#firm = firm;
    return { tiers: tiers.filter((tier, i) => tier.verdict !== before[i]?.verdict) };
  }

  get answer(): SessionAnswer {
    return this.#answer;
  }

  get firm(): Firm {
    return this.#firm;
  }

  explainHtml(lang: 'zh' | 'en'): string {
    return this.policy.explainHtml(this.#firm, lang);
  }
}
